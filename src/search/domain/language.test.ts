import { expect, test } from 'vitest'
import { isLatin } from './language.ts'

test.each([
  ['Login fails', true],
  ['Größe falsch', true],
  ['登录失败', false],
  ['API 登录失败了吗', false],
  ['ошибка', false],
  ['500 — !!', false],
  ['', false],
])('%j: %s', (text, expected) => {
  expect(isLatin(text)).toBe(expected)
})
