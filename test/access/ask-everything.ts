// Sends what the access table says once, as an owner or by an admin's key, and keeps what was asked and answered.
import { request } from '#test/runtime.ts'
import type { Row } from './row.ts'
import { accessTable } from './table.ts'
import type { World } from './world.ts'

export interface Told {
  /** `GET /api/issues/{id}`, as the description calls it. */
  operation: string
  body: object | undefined
  status: number
  contentType: string
  answer: unknown
  /** How many events it appended, in whatever workspace. */
  events: number
}

/** Writes first, so that what is read afterwards is furnished. Streams and other raw answers are left out. */
export async function askEverything(world: World): Promise<Told[]> {
  const rows = Object.entries(accessTable).filter(([, row]) => !row.raw)
  const isRead = (operation: string) => operation.startsWith('GET ')
  const told: Told[] = []
  for (const [operation, row] of [...rows.filter(([name]) => !isRead(name)), ...rows.filter(([name]) => isRead(name))])
    told.push(await ask(world, operation, row))
  return told
}

async function ask({ api, home, callers, kit }: World, operation: string, row: Row): Promise<Told> {
  const [method = '', path = ''] = operation.split(' ')
  const ids = (await row.thing?.(home)) ?? {}
  const body = method === 'GET' || (method === 'DELETE' && !row.body) ? undefined : (row.body?.(ids) ?? {})
  const admin = callers.flatMap((caller) => (caller.kind === 'key' && caller.scope === 'admin' ? caller.token : []))[0] ?? ''
  const credentials = row.people === 'nobody' ? { key: admin } : { cookie: await home.cookie() }
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? 'unknown'))
  const before = await countEvents(kit)
  const response = await request(api, { method, path: filled + (row.query ?? ''), ...(body && { body }), ...credentials })
  const contentType = (response.headers.get('content-type') ?? '').split(';')[0] ?? ''
  const text = await response.text()
  const answer = /json$/.test(contentType) && text ? JSON.parse(text) : text
  return { operation, body, status: response.status, contentType, answer, events: (await countEvents(kit)) - before }
}

async function countEvents({ runtime }: World['kit']): Promise<number> {
  const rows = await runtime.database.kysely.selectFrom('dispatch_event_counter').select('last').execute()
  return rows.reduce((sum, { last }) => sum + Number(last), 0)
}
