// Every operation of the finished API: as its description has it, and from the routes themselves where it is silent.
import { z } from 'zod'
import type { App } from '#src/platform/http/app.ts'
import { request } from '#test/runtime.ts'
import { type Components, type JsonSchema, jsonSchema } from './json-schema.ts'

export interface Operation {
  /** `POST /api/issues/{id}`. */
  name: string
  method: string
  path: string
  /** Undefined: it takes no body, so far as it says. */
  body?: JsonSchema | undefined
  query: Record<string, JsonSchema>
}

export interface Description {
  operations: Operation[]
  components: Components
}

const operationSchema = z.looseObject({
  parameters: z.array(z.looseObject({ name: z.string(), in: z.string(), schema: jsonSchema.default({}) })).default([]),
  requestBody: z.looseObject({ content: z.record(z.string(), z.looseObject({ schema: jsonSchema.default({}) })) }).optional(),
})
const documentSchema = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.looseObject({ schemas: z.record(z.string(), jsonSchema).default({}) }),
})

export async function describeOperations(api: App): Promise<Description> {
  const answer = await request(api, { path: '/api/openapi.json' })
  const { paths, components } = documentSchema.parse(await answer.json())
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([verb, operation]) => toOperation(`${verb.toUpperCase()} ${path}`, operation)),
  )
  const names = new Set(described.map(({ name }) => name))
  const silent = routesOf(api).filter((name) => !names.has(name))
  return {
    operations: [...described, ...silent.map((name) => toOperation(name, { parameters: [] }))],
    components: components.schemas,
  }
}

function routesOf(api: App): string[] {
  const names = api.routes
    .filter(({ method, path }) => method !== 'ALL' && !path.includes('*'))
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)(\{[^}]*\})?/g, '{$1}')}`)
  return [...new Set(names)]
}

function toOperation(name: string, { parameters, requestBody }: z.infer<typeof operationSchema>): Operation {
  const [method = '', path = ''] = name.split(' ')
  const query = parameters.filter((parameter) => parameter.in === 'query').map((one) => [one.name, one.schema] as const)
  const body = requestBody && Object.values(requestBody.content)[0]?.schema
  return { name, method, path, body, query: Object.fromEntries(query) }
}
