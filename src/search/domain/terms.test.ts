import { expect, test } from 'vitest'
import { readTerms, toPartsText } from './terms.ts'

test.each([
  ['login fails, twice', ['login', 'fails', 'twice']],
  ['sign-in', ['sign', 'in']],
  ['getUserById', ['getUserById', 'get', 'User', 'By', 'Id']],
  ['HTTPServer', ['HTTPServer', 'HTTP', 'Server']],
  ['users_email_key', ['users_email_key']],
  [
    'at sumLines (src/cart-total.ts:33:24)',
    ['at', 'sumLines', 'sum', 'Lines', 'src/cart-total.ts', 'src', 'cart', 'total', 'ts'],
  ],
  ['com.acme.Stock.findBySku', ['com.acme.Stock.findBySku', 'com', 'acme', 'Stock', 'findBySku', 'find', 'By', 'Sku']],
  ['登录失败', ['登 录', '录 失', '失 败']],
  ['API 登', ['登', 'API']],
  ['ошибка входа', ['ошибка', 'входа']],
  ['Login login LOGIN', ['Login']],
  ['🙂 !! --', []],
  ['', []],
])('%j has the terms %j', (text, terms) => {
  expect(readTerms(text)).toEqual(terms)
})

test('a pasted trace is cut', () => {
  expect(readTerms(Array.from({ length: 500 }, (_, index) => `word${index}`).join(' '))).toHaveLength(32)
})

test('a phrase is also looked for as its parts', () => {
  expect(toPartsText('cart-total.ts')).toBe('cart total ts')
  expect(toPartsText('登录 x')).toBe('登 录 x')
})
