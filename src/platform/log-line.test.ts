import { expect, test } from 'vitest'
import { readableLine } from './log-line.ts'

const line = (entry: object) => readableLine(JSON.stringify({ level: 30, time: Date.UTC(2026, 2, 2), ...entry }))

test('message and fields are readable, words with spaces are quoted', () => {
  const shown = line({ level: 40, msg: 'a delivery was refused', source: 'sentry', detail: 'wrong signature', count: 3 })
  expect(shown).toMatchObject({
    level: 'warn',
    message: 'a delivery was refused',
    fields: 'source=sentry detail="wrong signature" count=3',
    below: '',
  })
  expect(shown?.at).toMatch(/^\d\d:\d\d:\d\d$/)
})

test('an error shows its stack below, and its message where there is no other', () => {
  const err = { type: 'TypeError', message: 'x is undefined', stack: 'TypeError: x is undefined\n    at f (a.ts:1:1)' }
  expect(line({ level: 50, msg: 'a job failed', err })).toMatchObject({
    message: 'a job failed',
    fields: '',
    below: 'TypeError: x is undefined\n    at f (a.ts:1:1)',
  })
  expect(line({ err })?.message).toBe('x is undefined')
})

test('nothing that is logged can command the terminal', () => {
  const shown = line({ msg: 'title \u001b[2J\r\n\u202e', title: '\u001b]0;x\u0007' })
  expect(shown?.message).toBe('title \\u001b[2J\\u000d\\u000a\\u202e')
  expect(shown?.fields).not.toContain('\u001b')
})

test('what is no line of the log is left to be printed as it is', () => {
  expect(readableLine('plain')).toBeNull()
  expect(readableLine('7')).toBeNull()
})
