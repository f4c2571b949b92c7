// Fills in what the routes leave out of the document: names, words, who may call, the refusal that any operation may give, and examples.
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { App } from '../../platform/http/app.ts'
import { openOperations, parameterWords, summaries } from './words.ts'

type Document = ReturnType<App['getOpenAPI31Document']>
type Operation = NonNullable<NonNullable<Document['paths']>[string]['get']>
type Responses = NonNullable<Operation['responses']>

const problemRef = { $ref: '#/components/schemas/Problem' }
const examplesSchema = z.record(
  z.string(),
  z.object({ request: z.unknown().optional(), status: z.string(), answer: z.unknown().optional() }),
)

/** Real requests and answers, by operation. `node scripts/generate-api-examples.ts` writes them. */
export type Examples = z.infer<typeof examplesSchema>

export function readExamples(): Examples {
  const file = new URL('./examples.json', import.meta.url)
  return examplesSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
}

export function completeDocument(document: Document, examples: Examples): Document {
  const paths = Object.entries(document.paths ?? {}).map(([path, item]) => {
    const operations = Object.entries(item).map(([method, operation]) => {
      const name = `${method.toUpperCase()} ${path}`
      return [method, completeOperation(name, operation, examples[name])]
    })
    return [path, Object.fromEntries(operations)]
  })
  return { ...document, paths: Object.fromEntries(paths) }
}

function completeOperation(name: string, operation: Operation, example: Examples[string] | undefined): Operation {
  const isOpen = openOperations.has(name)
  return {
    operationId: operationIdOf(name),
    ...operation,
    summary: operation.summary ?? summaries[name] ?? name,
    security: isOpen ? [] : [{ bearer: [] }, { session: [] }],
    ...(operation.parameters && { parameters: operation.parameters.map(withWords) }),
    ...(operation.requestBody && { requestBody: withRequest(operation.requestBody, example?.request) }),
    responses: completeResponses(operation.responses ?? {}, example),
  }
}

/** `GET /api/issues/{id}/comments` → `getIssuesByIdComments`. */
function operationIdOf(name: string): string {
  const [method = '', path = ''] = name.split(' ')
  const words = path
    .replace(/^\/(api\/)?/, '')
    .replaceAll(/\{(\w+)\}/g, 'by-$1')
    .split(/[^a-zA-Z0-9]+/)
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

type Parameter = NonNullable<Operation['parameters']>[number]

function withWords(parameter: Parameter): Parameter {
  if (!('name' in parameter) || parameter.description) return parameter
  const description = parameterWords[parameter.name]
  return description ? { ...parameter, description } : parameter
}

type Body = NonNullable<Operation['requestBody']>

function withRequest(body: Body, example: unknown): Body {
  if (example === undefined || !('content' in body)) return body
  return { ...body, content: withExample(body.content, example) }
}

function completeResponses(responses: Responses, example: Examples[string] | undefined): Responses {
  const completed = Object.entries(responses).map(([status, response]) => {
    if (!('content' in response) || !response.content) return [status, response]
    const answer =
      Number(status) >= 400 ? refusalOf(response.content, status) : status === example?.status ? example.answer : undefined
    return [status, answer === undefined ? response : { ...response, content: withExample(response.content, answer) }]
  })
  const other = { description: 'Any other refusal', content: { 'application/problem+json': { schema: problemRef } } }
  return { ...Object.fromEntries(completed), default: other }
}

type Content = Record<string, object>

function withExample<T extends Content>(content: T, example: unknown): T {
  const types = Object.entries(content).map(([type, media]) => [
    type,
    'example' in media || 'examples' in media ? media : { ...media, example },
  ])
  return Object.fromEntries(types)
}

/** As the server answered it in the test that wrote the examples. */
function refusalOf(content: Content, status: string): unknown {
  return 'application/problem+json' in content ? refusals[status] : undefined
}

const requestId = 'req_01m8288ta2jw6cfn7ybh3jtpqn'
const refusal = (status: number, title: string, code: string, detail: string) => ({
  type: `about:blank#${code}`,
  title,
  status,
  detail,
  code,
  request_id: requestId,
})

const refusals: Readonly<Record<string, unknown>> = {
  401: refusal(401, 'Unauthorized', 'unauthorized', 'Log in, or send an API key as a bearer token.'),
  403: refusal(403, 'Forbidden', 'missing_scope', 'issue.write needs a key with the scope write or admin.'),
  404: refusal(404, 'Not Found', 'not_found', 'There is no issue DISPATCH-999.'),
  412: refusal(
    412,
    'Precondition Failed',
    'stale_revision',
    'The resource is at revision 2, not 1. Read it again and repeat the change.',
  ),
  422: {
    ...refusal(422, 'Unprocessable Content', 'invalid', 'title: must not be empty'),
    errors: [{ path: 'title', message: 'must not be empty' }],
  },
}
