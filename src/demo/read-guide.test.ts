import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestRuntime, type TestWorkspace, testRuntime, testWorkspace } from '#test/runtime.ts'
import { readGuide } from './read-guide.ts'

let runtime: TestRuntime
let workspace: TestWorkspace
beforeAll(async () => {
  runtime = await testRuntime()
  workspace = await testWorkspace(runtime)
})
afterAll(() => runtime.close())

const agent = { ready: false, reason: 'no_model_credential', detail: 'Set a key.' }

function guideWith(settings: Record<string, string>) {
  const ctx = workspace.person()
  return readGuide({ ...ctx, system: { ...ctx.system, config: { ...ctx.system.config, ...settings } } }, agent)
}

test.each<[string, Record<string, string>, { connected: boolean; reason: string }]>([
  ['nothing is set', {}, { connected: false, reason: 'no_secret' }],
  ['a secret, but Sentry cannot reach us', { SENTRY_CLIENT_SECRET: 's' }, { connected: false, reason: 'no_public_url' }],
  [
    'a secret and an address',
    { SENTRY_CLIENT_SECRET: 's', DISPATCH_PUBLIC_URL: 'https://dispatch.test' },
    { connected: true, reason: 'webhook' },
  ],
  ['a token alone asks', { SENTRY_API_TOKEN: 't' }, { connected: true, reason: 'polling' }],
  [
    'beside a secret it does not',
    { SENTRY_API_TOKEN: 't', SENTRY_CLIENT_SECRET: 's' },
    { connected: false, reason: 'no_public_url' },
  ],
])('errors: %s', async (_, settings, errors) => {
  expect((await guideWith(settings)).errors).toMatchObject(errors)
})

test('before the demo was played nothing runs', async () => {
  expect((await guideWith({})).demo).toEqual({ state: 'none', workspace_id: null })
})
