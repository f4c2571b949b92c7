import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestRuntime, testRuntime, testWorkspace } from '#test/runtime.ts'
import { accessSweep } from './jobs.ts'
import { createLoginLink } from './setup.ts'

let runtime: TestRuntime

beforeAll(async () => {
  runtime = await testRuntime()
})
afterAll(() => runtime.close())

test('what ended long ago is forgotten, what lives stays', async () => {
  const workspace = await testWorkspace(runtime)
  await createLoginLink(runtime)
  const count = async () => {
    const sessions = await runtime.database.kysely.selectFrom('dispatch_session').select('id').execute()
    const links = await runtime.database.kysely.selectFrom('dispatch_login_link').select('token_hash').execute()
    return [sessions.length, links.length]
  }
  const sweep = () => accessSweep.run(runtime, { signal: new AbortController().signal })
  await sweep()
  expect(await count()).toEqual([1, 1])
  runtime.advance(2 * 86_400)
  await sweep()
  expect(await count()).toEqual([1, 0])
  runtime.advance(70 * 86_400)
  await workspace.sessionCookie()
  await sweep()
  expect(await count()).toEqual([1, 0])
})
