import { expect, test } from 'vitest'
import { type Limited, limits, refuseOneMore, tooManyAtOnce } from './limits.ts'

const names = Object.keys(limits) as Limited[]

test.each(names)('%s: the last place may be taken, and not one more', (name) => {
  const { most, remedy } = limits[name]
  expect(() => refuseOneMore(name, most - 1)).not.toThrow()
  for (const present of [most, most + 1])
    expect(() => refuseOneMore(name, present)).toThrow(
      expect.objectContaining({ code: 'limit_exceeded', status: 409, extra: { limited: name, limit: most } }),
    )
  expect(tooManyAtOnce(name, 5).detail.endsWith(remedy)).toBe(true)
})

test('the sentence says whose limit it is, and writes large numbers as people read them', () => {
  expect(tooManyAtOnce('labels', 5).detail).toBe(
    'A workspace can have 2,000 labels. Delete one that nobody needs any more, then try again.',
  )
  expect(tooManyAtOnce('session_streams', 0.5)).toMatchObject({ status: 429, retryAfterSeconds: 1 })
})
