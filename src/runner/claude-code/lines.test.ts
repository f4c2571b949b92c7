import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseLine } from './lines.ts'

test.each([
  ['nothing', ''],
  ['words', 'Segmentation fault (core dumped)'],
  ['half a line', '{"type":"assistant","message":{"con'],
  ['a list', '[{"type":"result"}]'],
  ['a number', '42'],
  ['null', 'null'],
  ['no type', '{"subtype":"init"}'],
  ['a type that is not known', '{"type":"hologram"}'],
  ['a message that is none', '{"type":"assistant","message":"hello"}'],
  ['blocks that are none', '{"type":"assistant","message":{"content":[1,2]}}'],
])('%s is not understood and comes back as it was', (_, text) => {
  expect(parseLine(text)).toEqual({ type: 'unknown', raw: text })
})

test('of what is not understood only the beginning is kept', () => {
  const line = parseLine('x'.repeat(1_000_000))
  expect(line.type === 'unknown' && line.raw.length).toBe(2000)
})

test('a field of an unexpected kind costs the field and not the line', () => {
  const line = parseLine('{"type":"system","subtype":7,"session_id":{"a":1},"model":[],"tools":"Read","attempt":-3}')
  expect(line).toMatchObject({ type: 'system', subtype: '', session_id: null, model: null, attempt: 0 })
  expect(line).toHaveProperty('tools', undefined)
})

test('a result that does not say whether it is an error is one', () => {
  expect(parseLine('{"type":"result","subtype":"success"}')).toMatchObject({ is_error: true })
  expect(parseLine('{"type":"result","subtype":"success","is_error":"no"}')).toMatchObject({ is_error: true })
  expect(parseLine('{"type":"result","subtype":"success","is_error":false}')).toMatchObject({ is_error: false })
})

test('impossible counts are zero, and a cost that is no number is none', () => {
  const line = parseLine(
    '{"type":"result","num_turns":-1,"duration_ms":"long","total_cost_usd":"much","usage":{"input_tokens":-5}}',
  )
  expect(line).toMatchObject({ num_turns: 0, duration_ms: 0, total_cost_usd: null, usage: { input_tokens: 0 } })
})

test('what a later release adds stays in the line', () => {
  expect(parseLine('{"type":"user","message":{"content":"hi","mood":"fine"},"fresh":1}')).toMatchObject({
    fresh: 1,
    message: { mood: 'fine' },
  })
})

test('whatever JSON a process writes, reading it never fails', () => {
  const kinds = fc.constantFrom('system', 'assistant', 'user', 'stream_event', 'result', 'other')
  const line = fc.tuple(
    kinds,
    fc.dictionary(fc.constantFrom('message', 'subtype', 'event', 'usage', 'errors', 'content'), fc.jsonValue()),
  )
  fc.assert(
    fc.property(line, ([type, members]) => {
      expect(['unknown', type]).toContain(parseLine(JSON.stringify({ ...members, type })).type)
    }),
  )
})
