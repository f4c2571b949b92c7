import { globSync, readFileSync } from 'node:fs'
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { audienceOf } from '#src/access/domain/may-hear.ts'
import { accessGroups, eventGroups } from '#src/outbound/domain/event-types.ts'
import { askEverything, type Told } from '#test/access/ask-everything.ts'
import { type Description, placeOf, readDescription } from '#test/access/describe-answers.ts'
import { accessTable } from '#test/access/table.ts'
import { accessWorld, type World } from '#test/access/world.ts'
import { request } from '#test/runtime.ts'

let world: World
let document: Record<string, unknown>
let description: Description
let told: Told[]

beforeAll(async () => {
  world = await accessWorld()
  document = JSON.parse(await (await request(world.api, { path: '/api/openapi.json' })).text())
  description = readDescription(document)
  told = await askEverything(world)
}, 120_000)
afterAll(() => world?.close())

test('the description is valid OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(document))
  expect(errors ?? []).toEqual([])
  expect([valid, document.openapi]).toEqual([true, '3.1.0'])
})

test('it describes every route of the server, the raw ones too, and nothing else', () => {
  expect([...description.operations.keys()].sort()).toEqual(Object.keys(accessTable).sort())
})

test('every operation has its own name, a summary, a tag, words for each parameter, and says how it refuses', () => {
  const ids = [...description.operations.values()].map(({ operationId }) => operationId)
  expect(new Set(ids).size).toBe(ids.length)
  for (const [name, { summary, responses }] of description.operations) {
    expect(summary, name).not.toBe(name)
    expect(responses.default?.content, name).toHaveProperty('application/problem+json')
  }
})

test('what asks for no key and no session says so, and nothing else does', () => {
  const open = [...description.operations].filter(([, { security }]) => security.length === 0).map(([name]) => name)
  const expected = Object.entries(accessTable).filter(([, { people }]) => people === 'everyone')
  expect(open.sort()).toEqual(expected.map(([name]) => name).sort())
})

test('every example is what its schema promises', () => {
  const wrong: string[] = []
  let examples = 0
  for (const [name, { requestBody, responses }] of description.operations) {
    const bodies = [
      ['requestBody', requestBody] as const,
      ...Object.entries(responses).map(([status, of]) => [status, of] as const),
    ]
    for (const [part, body] of bodies)
      for (const [type, { example }] of Object.entries(body?.content ?? {})) {
        if (example === undefined) continue
        examples++
        const place = part === 'requestBody' ? [part] : ['responses', part]
        const complaints = description.complaints([...placeOf(name), ...place, 'content', type, 'schema'], example)
        wrong.push(...complaints.map((complaint) => `${name} ${part}: ${complaint}`))
      }
  }
  expect(wrong).toEqual([])
  expect(examples).toBeGreaterThan(300)
})

test('every reading that answers with JSON has a real answer as its example', () => {
  const without = [...description.operations].filter(([name, { responses }]) => {
    const answer = responses['200']?.content?.['application/json']
    return name.startsWith('GET ') && answer && !('example' in answer)
  })
  // The first two describe themselves; what a run changed needs a run that changed something.
  expect(without.map(([name]) => name).sort()).toEqual(['GET /api/openapi.json', 'GET /api/runs/{id}/diff'])
})

test('the answers of a furnished workspace are what the description promises', () => {
  const wrong = told.flatMap(({ operation, status, contentType, answer }) => {
    const responses = description.operations.get(operation)?.responses ?? {}
    const promised = status in responses ? String(status) : status >= 400 ? 'default' : undefined
    if (!promised) return [`${operation} answers ${status}, which is not described`]
    const { content } = responses[promised] ?? {}
    if (!content || answer === '')
      return content || answer === '' ? [] : [`${operation} ${status} has a body that is not described`]
    if (!(contentType in content)) return [`${operation} ${status} answers ${contentType}, which is not described`]
    if (!/json$/.test(contentType)) return []
    const complaints = description.complaints(
      [...placeOf(operation), 'responses', promised, 'content', contentType, 'schema'],
      answer,
    )
    return complaints.map((complaint) => `${operation} ${status}: ${complaint}`)
  })
  expect(wrong).toEqual([])
  expect(told.filter(({ operation, status }) => operation.startsWith('GET ') && status === 200).length).toBeGreaterThan(40)
})

test('the page needs nothing from elsewhere, has both themes, and every operation', async () => {
  const response = await request(world.api, { path: '/api/docs' })
  const page = await response.text()
  expect(page).not.toMatch(/(src|href)="(https?:)?\/\//)
  expect(page).not.toContain('<script')
  expect(page).toContain('light-dark(')
  for (const { operationId } of description.operations.values()) expect(page).toContain(`id="${operationId}"`)
})

/** What answers 2xx and appends nothing as the table asks it, and why. */
const unheard: Record<string, string> = {
  'PATCH /api/auth/session': 'an empty change',
  'PATCH /api/inbox/preferences': 'what is muted already',
  'PATCH /api/workspaces/current': 'an empty change',
  'POST /api/connections/try': 'it works out what would happen',
  'POST /api/deliveries/replay': 'a dry run',
  'POST /api/deliveries/{id}/replay': 'a dry run',
  'POST /api/inbox/read-all': 'nothing was unread',
  'POST /api/issues/{id}/prs/{link_id}/confirm': 'what was linked by hand is confirmed already',
  'PUT /api/auth/shared-password': 'it is on already',
}

test('whatever is changed is in the log: every operation that writes appends an event, or says here why not', () => {
  const done = told.filter(({ operation, status }) => !operation.startsWith('GET ') && status < 300)
  expect(done.length).toBeGreaterThan(50)
  const silent = done.filter(({ events }) => events === 0).map(({ operation }) => operation)
  expect(silent.sort()).toEqual(Object.keys(unheard).sort())
})

test('every type of events that was appended or stands in the sources can be subscribed to by name', async () => {
  const rows = await world.kit.runtime.database.kysely.selectFrom('dispatch_event').select('type').distinct().execute()
  const types = new Set([...rows.map(({ type }) => type), ...emittedTypes()])
  expect(types.size).toBeGreaterThan(60)
  const listed = new Set([...eventGroups, ...accessGroups].flatMap((group) => group.types))
  const missing = [...types].filter((type) => audienceOf(type) !== 'one_person' && !listed.has(type))
  expect(missing.sort()).toEqual([])
})

function emittedTypes(): string[] {
  const files = globSync('src/**/*.ts', { exclude: (name) => name.endsWith('.test.ts') })
  return files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/emit\(\{\s*type: '([a-z_]+\.[a-z_]+)'/g)].map(([, type = '']) => type),
  )
}
