import { expect, test } from 'vitest'
import { budgetName, budgetTone, hearingWords } from './github-words.ts'

test.each([
  ['installation:7', 'Installation 7'],
  ['app', 'The App itself'],
  ['token', 'The token'],
])('the budget %s is called %s', (key, name) => {
  expect(budgetName(key)).toBe(name)
})

test.each([
  [5_000, 'good'],
  [1_000, 'need'],
  [500, 'fail'],
  [null, 'fail'],
])('with %s of 5,000 left it is %s', (remaining, tone) => {
  expect(budgetTone({ key: 'token', limit: 5_000, remaining })).toBe(tone)
})

test('webhooks go before asking', () => {
  expect(hearingWords({ webhook: true, polling: false })).toBe('by webhooks')
  expect(hearingWords({ webhook: false, polling: true })).toBe('by asking each minute')
})
