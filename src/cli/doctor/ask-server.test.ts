import { expect, test } from 'vitest'
import { askForSecret, describeMissingSecret, type ServersSecret } from './ask-server.ts'

const github = { variable: 'GITHUB_WEBHOOK_SECRET', address: '/api/github/webhook' }

test.each<[ServersSecret, string, string]>([
  ['environment', 'ok', 'the running server has GITHUB_WEBHOOK_SECRET; this shell has not'],
  ['set', 'ok', 'the connection of the running server has a secret'],
  ['unknown', 'skipped', 'GITHUB_WEBHOOK_SECRET is not set in this shell; the running server may have it and did not say'],
  [
    'none',
    'skipped',
    'GITHUB_WEBHOOK_SECRET is not set, at the running server neither: /api/github/webhook answers 503 unless a connection has a secret',
  ],
  [
    'not_running',
    'skipped',
    'GITHUB_WEBHOOK_SECRET is not set: /api/github/webhook answers 503 unless a connection has a secret',
  ],
])('a secret that the shell has not: %s at the server', (server, status, detail) => {
  expect(describeMissingSecret(server, github)).toMatchObject({ status, detail })
})

test('without a server nobody is asked, and one that does not answer says nothing', async () => {
  expect(await askForSecret(undefined, 'github')).toBe('not_running')
  expect(await askForSecret({ url: 'http://127.0.0.1:1', token: 'x', version: '0' }, 'github')).toBe('unknown')
})
