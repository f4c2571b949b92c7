// The routes of a running server, as its own description lists them.
import { z } from 'zod'
import type { Dispatch } from './dispatch.ts'

const operationSchema = z.looseObject({
  requestBody: z.unknown().optional(),
  parameters: z.array(z.looseObject({ name: z.string(), in: z.string() })).default([]),
})
const documentSchema = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), operationSchema)) })

export interface Operation {
  /** `POST /api/issues/{id}`. */
  name: string
  method: string
  path: string
  hasBody: boolean
  query: string[]
  /** Signed raw bytes instead of JSON. */
  isWebhook: boolean
}

export async function listOperations(dispatch: Dispatch): Promise<Operation[]> {
  const { paths } = documentSchema.parse(await dispatch.api.get('/api/openapi.json'))
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([verb, { requestBody, parameters }]) => ({
      name: `${verb.toUpperCase()} ${path}`,
      method: verb.toUpperCase(),
      path,
      hasBody: requestBody !== undefined,
      query: parameters.filter((parameter) => parameter.in === 'query').map((parameter) => parameter.name),
      isWebhook: /\/webhook(\/|$)|^\/api\/signals(\/|$)/.test(path),
    })),
  )
}

/** The path with its parameters filled in; the same value for each. */
export function pathWith(operation: Operation, value: string): string {
  return operation.path.replaceAll(/\{\w+\}/g, value)
}
