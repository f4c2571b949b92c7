// Known secrets disappear in every spelling; unknown ones by their shape; the rest stays.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TranscriptEntry } from './agent-adapter.ts'
import { createRedactor } from './redact.ts'

const secret = 'hunter2/with+odd "chars"&more'
const redactor = createRedactor([secret, 'short', ''])

test.each([
  ['as it is', `the key is ${secret}.`],
  ['in a URL', `https://x/?k=${encodeURIComponent(secret)}`],
  ['in JSON', JSON.stringify({ key: secret })],
  ['in hex', Buffer.from(secret).toString('hex')],
  ['in base64', Buffer.from(secret).toString('base64')],
  ['in base64url', Buffer.from(secret).toString('base64url')],
  ['inside of other base64', Buffer.from(`user:${secret}`).toString('base64')],
])('a known secret is gone %s', (_, text) => {
  const redacted = redactor.text(text)
  expect(redacted).toContain('[redacted]')
  expect(redacted).not.toContain(secret)
})

test('whatever surrounds a secret in base64, it does not survive', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 40 }),
      fc.string({ maxLength: 40 }),
      fc.string({ minLength: 12, maxLength: 60 }),
      (before, after, key) => {
        const encoded = Buffer.from(before + key + after).toString('base64')
        const decoded = Buffer.from(createRedactor([key]).text(encoded).replace('[redacted]', ''), 'base64').toString()
        expect(decoded).not.toContain(key)
      },
    ),
  )
})

test('what only looks like a secret is named', () => {
  const token = `ghp_${'a8Kq2LxZ9vT4mW7bN1cR5yH3jD6fG0pSAb12'}`
  expect(redactor.text(`git clone https://x:${token}@github.com`)).toBe('git clone https://x:[redacted github_token]@github.com')
})

test('ordinary text and short values stay', () => {
  expect(redactor.text('a short text about nothing')).toBe('a short text about nothing')
  expect(createRedactor([]).text('anything')).toBe('anything')
})

test.each<TranscriptEntry>([
  { kind: 'text', text: secret, parentToolId: null },
  { kind: 'thinking', text: secret, parentToolId: null },
  { kind: 'tool_call', toolId: 't', name: 'Bash', input: { command: `echo ${secret}`, [secret]: [secret] }, parentToolId: null },
  { kind: 'tool_result', toolId: 't', text: secret, isError: false },
  { kind: 'system', event: 'started', text: secret, data: { deep: { deeper: [secret] } } },
  { kind: 'error', code: 'x', text: secret },
])('an entry of kind $kind keeps its shape and loses its secrets', (entry) => {
  const redacted = redactor.entry(entry)
  expect(JSON.stringify(redacted)).not.toContain(JSON.stringify(secret).slice(1, -1))
  expect(Object.keys(redacted)).toEqual(Object.keys(entry))
})
