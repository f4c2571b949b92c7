import { beforeAll, expect, test } from 'vitest'
import { embeddedTemplate } from '#test/database/embedded-template.ts'
import { lendEngine } from '#test/database/lent-engine.ts'

let template: string
beforeAll(async () => {
  template = await embeddedTemplate()
})

const workspaces = 'select id from dispatch_workspace'
const addWorkspace = `insert into dispatch_workspace (id, name, prefix, created_at) values ('wsp_1', 'One', 'ONE', clock_timestamp())`
const backend = `select pg_postmaster_start_time()::text as started`

test('what one file wrote, counted, set and listened to is gone for the next', async () => {
  const first = await lendEngine(template)
  const { rows: pristine } = await first.query('select count(*)::int as migrations from dispatch_migration')
  const { rows: started } = await first.query(backend)
  const heard: string[] = []
  await first.listen('news', (payload) => heard.push(payload))
  await first.query(`${addWorkspace}; delete from dispatch_migration; set statement_timeout = '1s'`)
  await first.query("select nextval('dispatch_delivery_seq_seq'), pg_advisory_lock(1)")
  await first.close()

  const second = await lendEngine(template)
  expect((await second.query(backend)).rows).toEqual(started)
  expect((await second.query(workspaces)).rows).toEqual([])
  expect((await second.query("select pg_relation_size('dispatch_workspace')::int as bytes")).rows).toEqual([{ bytes: 0 }])
  expect((await second.query('select count(*)::int as migrations from dispatch_migration')).rows).toEqual(pristine)
  expect((await second.query("select nextval('dispatch_delivery_seq_seq')::int as next")).rows).toEqual([{ next: 1 }])
  expect((await second.query('show statement_timeout')).rows).toEqual([{ statement_timeout: '0' }])
  expect((await second.query("select count(*)::int as locks from pg_locks where locktype = 'advisory'")).rows).toEqual([
    { locks: 0 },
  ])
  await second.query("notify news, 'for nobody'")
  expect(heard).toEqual([])
  await second.close()
})

test('who closed it is refused, and cannot reach what the next one writes', async () => {
  const first = await lendEngine(template)
  await first.close()
  await expect(first.query(addWorkspace)).rejects.toMatchObject({ code: '08003' })
  await expect(first.begin()).rejects.toMatchObject({ code: '08003' })
  const second = await lendEngine(template)
  expect((await second.query(workspaces)).rows).toEqual([])
  await Promise.all([second.close(), second.close()])
})

test('an engine with another definition, or with a transaction that its holder has not ended, is not handed on', async () => {
  const changed = await lendEngine(template)
  const started = (await changed.query(backend)).rows
  await changed.query('alter table dispatch_label add column extra int')
  await changed.close()
  const other = await lendEngine(template)
  expect((await other.query(backend)).rows).not.toEqual(started)
  expect((await other.query("select from pg_attribute where attname = 'extra'")).rows).toEqual([])

  const open = await other.begin()
  await open.query(addWorkspace)
  const closed = other.close()
  const next = await lendEngine(template)
  expect((await next.query(workspaces)).rows).toEqual([])
  await open.commit()
  await closed
  await next.close()
})
