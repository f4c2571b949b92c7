import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readEventDetail } from './event-detail.ts'

const thrown = (values: unknown[]) => readEventDetail({ exception: { values } })?.errors ?? []
const frame = (over: object) => thrown([{ type: 'E', value: 'x', stacktrace: { frames: [over] } }])[0]?.frames[0]

test('the error that was caught comes first, then what caused it; the newest call comes first', () => {
  const frames = [{ function: 'main' }, { function: 'checkout' }]
  const errors = thrown([{ type: 'Cause', value: 'a' }, null, { type: 'Caught', value: 'b', stacktrace: { frames } }])
  expect(errors.map(({ type }) => type)).toEqual(['Caught', 'Cause'])
  expect(errors[0]?.frames.map((one) => one.function)).toEqual(['checkout', 'main'])
})

test('of endless causes and calls those next to the error are kept', () => {
  const frames = Array.from({ length: 500 }, (_, index) => ({ function: `f${index}` }))
  const errors = thrown(Array.from({ length: 20 }, (_, index) => ({ type: `E${index}`, stacktrace: { frames } })))
  expect(errors.map(({ type }) => type)).toEqual(['E19', 'E18', 'E17', 'E16', 'E15'])
  expect(errors[0]?.frames).toHaveLength(200)
  expect(errors[0]?.frames[0]?.function).toBe('f499')
})

test('the API writes the same as the hooks', () => {
  const hook = {
    event_id: 'e1',
    exception: { values: [{ type: 'E', value: 'x', stacktrace: { frames: [{ lineno: 3, in_app: true }] } }] },
  }
  const values = [{ type: 'E', value: 'x', stacktrace: { frames: [{ lineNo: 3, inApp: true }] } }]
  const api = { eventID: 'e1', entries: [{ type: 'message' }, null, { type: 'exception', data: { values } }] }
  expect(readEventDetail(api)).toEqual(readEventDetail(hook))
})

test.each([
  [{ filename: 'a.ts', lineno: 3, colno: 7 }, 'a.ts:3:7'],
  [{ filename: 'a.ts', lineno: 3 }, 'a.ts:3'],
  [{ filename: 'a.ts', colno: 7 }, 'a.ts'],
  [{ module: 'shop.basket', abs_path: '/srv/x' }, 'shop.basket'],
  [{ absPath: '/srv/x.py', lineNo: 0 }, '/srv/x.py:0'],
  [{}, '<unknown>'],
])('%o is at %s', (over, location) => expect(frame(over)?.location).toBe(location))

test('the line of code is that of the frame, in either notation', () => {
  expect(frame({ lineno: 2, context_line: '  return total' })?.code).toBe('return total')
  expect(
    frame({
      lineNo: 2,
      context: [
        [1, 'one'],
        [2, 'two'],
        [3, 'three'],
      ],
    })?.code,
  ).toBe('two')
  expect(frame({ lineNo: 9, context: [[1, 'one']] })?.code).toBeNull()
  expect(frame({})).toEqual({ function: '?', location: '<unknown>', inApp: false, code: null })
})

test('the release is said in three ways, and when it came into being in one', () => {
  expect(readEventDetail({ release: 'shop@1' })).toMatchObject({ release: 'shop@1', releaseCreatedAt: null })
  expect(readEventDetail({ tags: [['release', 'shop@2']] })?.release).toBe('shop@2')
  expect(readEventDetail({ tags: [null, { key: 'release', value: 'shop@3' }] })?.release).toBe('shop@3')
  expect(readEventDetail({ release: { version: 'shop@4', dateCreated: '2026-03-02T10:00:00Z' } })).toMatchObject({
    release: 'shop@4',
    releaseCreatedAt: '2026-03-02T10:00:00.000Z',
  })
})

test('it happened when the event says, and not when it was received', () => {
  const times = { datetime: '2026-03-02T10:00:00Z', timestamp: 1_772_449_200, received: 1_772_450_000 }
  expect(readEventDetail(times)?.occurredAt).toBe('2026-03-02T10:00:00.000Z')
  expect(readEventDetail({ ...times, datetime: 'soon' })?.occurredAt).toBe('2026-03-02T11:00:00.000Z')
  expect(readEventDetail({})?.occurredAt).toBeNull()
})

test.each([[null], [7], ['event'], [[]]])('%j is no event', (json) => expect(readEventDetail(json)).toBeNull())

test('whatever an API answers, reading it never fails', () => {
  const names = fc.constantFrom('exception', 'entries', 'tags', 'release', 'event_id', 'datetime', 'values', 'stacktrace')
  fc.assert(fc.property(fc.dictionary(names, fc.jsonValue()), (json) => readEventDetail(json) !== undefined))
})
