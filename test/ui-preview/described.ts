// Holds what the pages send and what the preview answers against the description of the real API, so that neither can drift from it.
import type { Context, MiddlewareHandler } from 'hono'
import { buildApi } from '#src/composition/build-api.ts'
import { chooseOutbound } from '#src/composition/outbound-ports.ts'
import { parseConfig } from '#src/platform/config.ts'
import type { Runtime } from '#src/platform/runtime.ts'
import { type Description, placeOf, readDescription } from '#test/access/describe-answers.ts'

/** Complaints since they were last asked for. */
export interface Drift {
  take(): string[]
  middleware: MiddlewareHandler
}

/** Reads the description once; it is the one that `/api/openapi.json` serves. */
export async function watchDrift(): Promise<Drift> {
  const description = readDescription(await (await describedApi().request('/api/openapi.json')).json())
  const operations = [...description.operations.keys()]
    .map((name) => ({ name, pattern: patternOf(name), parameters: name.split('{').length }))
    // `/api/issues/bulk` is not an issue with that id.
    .sort((a, b) => a.parameters - b.parameters)
  const found = new Set<string>()
  return {
    take: () => {
      const complaints = [...found]
      found.clear()
      return complaints
    },
    middleware: async (c, next) => {
      if (c.req.path.startsWith('/api/preview')) return next()
      const asked = `${c.req.method} ${c.req.path}`
      const operation = operations.find(({ pattern }) => pattern.test(asked))?.name
      const sent = await bodyOf(c.req.raw.clone())
      await next()
      const complaints = operation ? await judge(description, operation, { sent, answer: c.res }) : [`${asked} is no operation`]
      for (const complaint of complaints) {
        if (!found.has(complaint)) console.error(`drift: ${complaint}`)
        found.add(complaint)
      }
      if (complaints.length > 0) c.res = refuse(c, complaints)
    },
  }
}

interface Exchange {
  sent: unknown
  answer: Response
}

async function judge(description: Description, operation: string, { sent, answer }: Exchange): Promise<string[]> {
  const described = description.operations.get(operation)
  if (!described) return [`${operation} is no operation`]
  const { responses, requestBody } = described
  const complaints = (place: string[], value: unknown, what: string) =>
    description.complaints([...placeOf(operation), ...place, 'schema'], value).map((line) => `${operation} ${what}: ${line}`)
  const status = String(answer.status)
  const promised = status in responses ? status : answer.status >= 400 ? 'default' : undefined
  if (!promised) return [`${operation} answers ${status}, which is not described`]
  const [type = ''] = (answer.headers.get('content-type') ?? '').split(';')
  const found: string[] = []
  // What is refused may well be wrong.
  if (answer.ok && requestBody && sent !== undefined)
    found.push(...complaints(['requestBody', 'content', 'application/json'], sent, 'is sent a body that it refuses'))
  if (/json$/.test(type)) {
    if (!responses[promised]?.content?.[type]) return [...found, `${operation} ${status} answers ${type}, which is not described`]
    found.push(...complaints(['responses', promised, 'content', type], await bodyOf(answer.clone()), `answers ${status}`))
  }
  return found
}

async function bodyOf(message: Request | Response): Promise<unknown> {
  if (!/json/.test(message.headers.get('content-type') ?? '')) return undefined
  const text = await message.text()
  return text === '' ? undefined : JSON.parse(text)
}

function refuse(c: Context, complaints: string[]): Response {
  const detail = `The preview and the real API differ: ${complaints.join('; ')}`
  return c.json({ type: 'about:blank', title: 'Drift', status: 500, detail, code: 'drift', request_id: 'req_preview' }, 500)
}

/** `GET /api/issues/{id}` as a pattern. */
function patternOf(operation: string): RegExp {
  return new RegExp(`^${operation.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`)
}

function describedApi() {
  const config = parseConfig({ DISPATCH_DATA_DIR: '/nowhere' })
  return buildApi(neverAsked(config), {
    guide: {
      origin: () => '',
      probe: async () => ({ ok: false, detail: '' }),
      agentReadiness: async () => ({ ready: false, reason: '', detail: '' }),
    },
    adapters: async () => ({ name: '', ok: false, detail: '' }),
    outbound: { ports: chooseOutbound(config), wake: () => {} },
    sweep: async () => {},
  })
}

/** The description is made of the routes alone: no route is called, so there is no database to call. */
function neverAsked(config: Runtime['config']): Runtime {
  return { config } as Runtime
}
