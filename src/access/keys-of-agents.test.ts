// Keys that were made when the name decided: the migration binds them to the agents that they spoke for until then.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrate } from '#src/platform/db/migrate.ts'
import type { Database } from '#src/platform/db/open-database.ts'
import { createLogger } from '#src/platform/log.ts'
import { emptyDatabase } from '#test/database.ts'

const log = createLogger('silent')
const at = '2026-03-02T09:00:00Z'
let database: Database
let close: () => Promise<void>

beforeAll(async () => {
  ;({ database, close } = await emptyDatabase('pglite'))
  await migrate(database, { log, until: '0016' })
  const { kysely } = database
  await sql`insert into dispatch_workspace (id, name, prefix, created_at) values ('wsp_1', 'A', 'AAA', ${at}), ('wsp_2', 'B', 'BBB', ${at})`.execute(
    kysely,
  )
  await sql`insert into dispatch_agent (id, workspace_id, name, adapter, created_at, deleted_at) values
    ('agt_1', 'wsp_1', 'Codey', 'command', ${at}, null), ('agt_old', 'wsp_1', 'Gone', 'command', ${at}, ${at}),
    ('agt_2', 'wsp_2', 'Other', 'command', ${at}, null)`.execute(kysely)
  await sql`insert into dispatch_api_key (id, workspace_id, name, key_hash, key_hint, scopes, created_by, created_at) values
    ('key_own', 'wsp_1', 'codey', 'h1', 'x', '{agent}', '{}', ${at}), ('key_second', 'wsp_1', 'Codey', 'h2', 'x', '{agent,write}', '{}', ${at}),
    ('key_writer', 'wsp_1', 'Codey', 'h3', 'x', '{write}', '{}', ${at}), ('key_gone', 'wsp_1', 'Gone', 'h4', 'x', '{agent}', '{}', ${at}),
    ('key_foreign', 'wsp_1', 'Other', 'h5', 'x', '{agent}', '{}', ${at})`.execute(kysely)
  await sql`insert into dispatch_event_reader (workspace_id, reader_id, seq, updated_at) values
    ('wsp_1', 'key_own', 7, ${at}), ('wsp_1', 'key_second', 4, ${at}), ('wsp_1', 'key_writer', 9, ${at})`.execute(kysely)
  await migrate(database, { log })
})
afterAll(() => close())

test('a key speaks for the agent of its name, where it could report for it', async () => {
  const keys = await database.kysely.selectFrom('dispatch_api_key').select(['id', 'agent_id']).orderBy('id').execute()
  expect(Object.fromEntries(keys.map(({ id, agent_id }) => [id, agent_id]))).toEqual({
    key_own: 'agt_1',
    key_second: 'agt_1',
    key_writer: null,
    key_gone: null,
    key_foreign: null,
  })
})

test('its place in the event log is where the slowest of its keys was: nothing is missed', async () => {
  const readers = await database.kysely.selectFrom('dispatch_event_reader').select(['reader_id', 'seq']).execute()
  expect(readers.find(({ reader_id }) => reader_id === 'agt_1')).toMatchObject({ seq: expect.anything() })
  expect(Number(readers.find(({ reader_id }) => reader_id === 'agt_1')?.seq)).toBe(4)
})
