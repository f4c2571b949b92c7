// What counts as a secret, and what does not. The samples are put together here, so that no scanner takes this file for a leak.
import { expect, test } from 'vitest'
import { findSecrets } from './secret-patterns.ts'

const random = 'a8Kq2LxZ9vT4mW7bN1cR5yH3jD6fG0pS'
const samples: [string, string][] = [
  ['anthropic_key', `sk-ant-api03-${random}`],
  ['openai_key', `sk-proj-${random}`],
  ['github_token', `ghp_${random}Ab12`],
  ['github_token', `github_pat_${random}_${random}`],
  ['gitlab_token', `glpat-${random}`],
  ['aws_access_key', `AKIA${'ABCDEFGH12345678'}`],
  ['google_key', `AIza${random}abc`],
  ['slack_token', `xoxb-${random}`],
  ['stripe_key', `sk_live_${random}`],
  ['npm_token', `npm_${random}Ab12`],
  ['sentry_token', `sntrys_${random}`],
  ['jwt', `eyJhbGciOiJIUzI1NiJ9.eyJ${random}.${random}`],
  ['private_key', `-----BEGIN RSA PRIVATE KEY-----\n${random}\n-----END RSA PRIVATE KEY-----`],
]

test.each(samples)('%s is found in %s', (kind, secret) => {
  const text = `before ${secret} after`
  expect(findSecrets(text)).toEqual([{ kind, index: 7, length: secret.length }])
})

test.each([
  ['url_password', `postgres://app:${random}@db/x`],
  ['authorization', `Authorization: Bearer ${random}`],
  ['assigned_secret', `const apiKey = '${random}'`],
  ['assigned_secret', `"db_password": "${random}"`],
])('%s: only the secret itself is marked', (kind, text) => {
  expect(findSecrets(text).map((match) => [match.kind, text.slice(match.index, match.index + match.length)])).toEqual([
    [kind, random],
  ])
})

test.each([
  'const token = "my-test-token-value"',
  "password: '${DB_PASSWORD_2024}'",
  'secret = "xxxxxxxxxxxx1111"',
  'https://example.com/a:b@c',
  'task-antelope, risk-anticipation',
  'commit 3b6fa1f09a8f4c409c270a4d6b3c1f11aabbccdd',
  'integrity sha512-a8Kq2LxZ9vT4mW7bN1cR5yH3jD6fG0pS==',
  'AKIAIOSFODNN',
])('%j is no secret', (text) => expect(findSecrets(text)).toEqual([]))

test('matches do not overlap and come in order', () => {
  const text = `token = "ghp_${random}Ab12" and xoxb-${random}`
  expect(findSecrets(text).map((match) => match.kind)).toEqual(['github_token', 'slack_token'])
})

test.each([
  '-----BEGIN PRIVATE KEY-----',
  'password="',
  '://a:',
  'token',
  ' ',
  'authorization: bearer ',
  'eyJ-',
  'sk-',
  'SG.',
  'xoxb-',
])('long hostile text of %j is looked through in a time that grows with its length only', (piece) => {
  const text = piece.repeat(400_000 / piece.length)
  const before = performance.now()
  findSecrets(text)
  expect(performance.now() - before).toBeLessThan(2000)
})
