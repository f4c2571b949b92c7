// Judges answers by the description of the API: what it promises of a status and content type, and whether the answer keeps it.
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { z } from 'zod'

const contentSchema = z.record(z.string(), z.looseObject({ example: z.unknown().optional() })).optional()
const operationSchema = z.looseObject({
  operationId: z.string(),
  summary: z.string(),
  tags: z.array(z.string()).min(1),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.array(z.looseObject({ name: z.string(), description: z.string().min(1) })).default([]),
  requestBody: z.looseObject({ content: contentSchema }).optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string().min(1), content: contentSchema })),
})
const documentSchema = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), operationSchema)) })

export type Operation = z.infer<typeof operationSchema>
export type Description = ReturnType<typeof readDescription>

export function readDescription(document: unknown) {
  const { paths } = documentSchema.parse(document)
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true })
  addFormats.default(ajv)
  ajv.addSchema({ $id: 'https://dispatch.example/openapi.json', ...z.record(z.string(), z.unknown()).parse(document) })
  const operations = new Map(
    Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]): [string, Operation] => [`${method.toUpperCase()} ${path}`, operation]),
    ),
  )
  const compiled = new Map<string, ReturnType<typeof ajv.compile>>()
  /** Where the value breaks the schema at that place of the document; empty: nowhere. */
  const complaints = (place: string[], value: unknown): string[] => {
    const pointer = place.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')
    const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `https://dispatch.example/openapi.json#/${pointer}` })
    compiled.set(pointer, validate)
    if (validate(value)) return []
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || '/'} ${message}`)
  }
  return { operations, complaints }
}

/** Where an operation is in the document. */
export function placeOf(operation: string): string[] {
  const [method = '', path = ''] = operation.split(' ')
  return ['paths', path, method.toLowerCase()]
}
