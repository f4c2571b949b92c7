import fc from 'fast-check'
import { expect, test } from 'vitest'
import { problemOfPath, valueAt } from './json-path.ts'

const body = { error: { id: 7, 'a key': { x: null } }, list: [{ name: 'a' }, { name: 'b' }], '': 'empty', constructor: 1 }

test.each([
  ['$.error.id', 7],
  ['$["error"]["a key"].x', null],
  ["$['list'][1].name", 'b'],
  ['$.list[-1].name', 'b'],
  ['$[""]', 'empty'],
  ['$', body],
])('%s finds its value', (path, value) => expect(valueAt(path, body)).toEqual(value))

test.each(['$.error.missing', '$.list[2]', '$.list.name', '$.error.id.deeper', '$.toString', '$.__proto__', '$.list.length'])(
  '%s finds nothing',
  (path) => expect(valueAt(path, body)).toBeUndefined(),
)

test('nothing is found in what is no object', () => {
  for (const json of [null, 7, 'text', []]) expect(valueAt('$.a', json)).toBeUndefined()
})

test.each(['$.*', '$..id', '$.list[0:2]', '$.list[?@.name]', '$["a","b"]', '$.list[*].name'])(
  '%s may find several and finds none',
  (path) => {
    expect(problemOfPath(path)).toContain('several')
    expect(valueAt(path, body)).toBeUndefined()
  },
)

test.each(['', 'error.id', '$.', '$[', '$.error id', '$["a]', '@.x', '$.a b'])('%j is no path', (path) => {
  expect(problemOfPath(path)).toContain('no JSONPath')
  expect(valueAt(path, body)).toBeUndefined()
})

test('whatever somebody types, it is a path or is not, and asks nothing of the body but a value', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('$', '.', '[', ']', '"', "'", 'a', '0', '*', '?', '@', '(', ':', ' ', '\\', '-') }),
      fc.jsonValue(),
      (path, json) => {
        const found = valueAt(path, json)
        if (problemOfPath(path) !== null) expect(found).toBeUndefined()
      },
    ),
  )
})
