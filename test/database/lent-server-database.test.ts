import pg from 'pg'
import { expect, test } from 'vitest'
import { lendServerDatabase } from '#test/database/lent-server-database.ts'
import { testEngine, testServerUrl } from '#test/database.ts'

const addWorkspace = `insert into dispatch_workspace (id, name, prefix, created_at) values ('wsp_1', 'One', 'ONE', clock_timestamp())`

test.runIf(testEngine === 'postgres')('what one file left is gone for the next, and so is its connection', async () => {
  const first = await lendServerDatabase(testServerUrl())
  const leaked = new pg.Client({ connectionString: first.url })
  await leaked.connect()
  const ended = new Promise((resolve) => leaked.on('error', resolve))
  await leaked.query('begin')
  await leaked.query(addWorkspace)
  await first.drop()
  await ended

  const second = await lendServerDatabase(testServerUrl())
  expect(second.url).toBe(first.url)
  const client = new pg.Client({ connectionString: second.url })
  await client.connect()
  expect((await client.query('select id from dispatch_workspace')).rows).toEqual([])
  await client.query('drop table dispatch_view')
  await client.end()
  await second.drop()

  const third = await lendServerDatabase(testServerUrl())
  expect(third.url).not.toBe(first.url)
  await third.drop()
})
