import { expect, test } from 'vitest'
import { describeUnknown } from './describe-unknown.ts'

test.each([
  [[], 'there is no label "x"; there is none yet'],
  [['API', 'Docs'], 'there is no label "x"; there are: API, Docs'],
  [
    Array.from({ length: 11 }, (_, index) => `L${index}`),
    'there is no label "x"; there are: L0, L1, L2, L3, L4, L5, L6, L7, L8, L9 and others',
  ],
])('an unknown name is refused with the names that there are', (names, text) => {
  expect(describeUnknown('label', 'x', names)).toBe(text)
})
