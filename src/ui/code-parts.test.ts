import { expect, test } from 'vitest'
import { codeParts } from './code-parts.ts'

const show = (sentence: string) => codeParts(sentence).map(({ text, isCode }) => (isCode ? `[${text}]` : text))

test('what stands between backticks is code', () => {
  expect(show('Run `npx dispatch login-link` for a new one.')).toEqual(['Run ', '[npx dispatch login-link]', ' for a new one.'])
  expect(show('`a` and `b`')).toEqual(['[a]', ' and ', '[b]'])
  expect(show('No code here.')).toEqual(['No code here.'])
  expect(show('')).toEqual([])
})

test('a backtick without its partner is only a sign', () => {
  expect(show('a ` b')).toEqual(['a ` b'])
  expect(show('a `\n` b')).toEqual(['a `\n` b'])
})
