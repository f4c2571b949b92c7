import { expect, test } from 'vitest'
import { decodeCursor, encodeCursor, timeIdCursor } from './cursor.ts'

test('a cursor comes back as it was', () => {
  const values = ['2026-03-04T05:06:07.000Z', 'run_1']
  expect(decodeCursor(encodeCursor(values), timeIdCursor)).toEqual(values)
})

test.each([
  ['no base64', '%%%'],
  ['another list', encodeCursor([1])],
  ['a year that PostgreSQL does not know', encodeCursor(['0000-01-01T00:00:00.000Z', 'run_1'])],
])('%s is refused', (_, cursor) => {
  expect(() => decodeCursor(cursor, timeIdCursor)).toThrow('is not a cursor of this list')
})
