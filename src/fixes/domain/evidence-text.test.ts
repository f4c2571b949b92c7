import { describe, expect, test } from 'vitest'
import { describeRatio, percent, share } from './evidence-text.ts'

describe('a probability never claims certainty, nor more than it is', () => {
  test.each([
    [1, 'over 99.9 %'],
    [0.99949, 'over 99.9 %'],
    [0.9989, '99.8 %'],
    [0.9499, '94 %'],
    [0.01, '1 %'],
    [0.29, '29 %'],
  ])('%d', (probability, words) => expect(percent(probability)).toBe(words))
})

describe('a part of the former rate', () => {
  test.each([
    [0, '0 %'],
    [0.00005, 'less than 0.01 %'],
    [0.0774, '7.7 %'],
    [0.5, '50 %'],
    [1.3, '130 %'],
    [4.28, '4.3 times'],
    [1_234, '1,234 times'],
  ])('%d', (ratio, words) => expect(share(ratio)).toBe(words))
})

test('the ratio in words', () => {
  expect(describeRatio({ estimate: 0, low: 0, high: 0.0774 })).toBe('It comes at no more than 7.7 % of its former rate.')
  expect(describeRatio({ estimate: 0.5, low: 0.1, high: 2.3 })).toBe(
    'It comes at 50 % of its former rate (between 10 % and 2.3 times).',
  )
})
