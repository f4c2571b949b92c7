import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matchFrame, readFramePath } from './frame-path.ts'

describe('a frame is read', () => {
  test.each([
    ['src/cart/total.ts:41:11', 'src/cart/total.ts'],
    ['./src/cart/total.ts', 'src/cart/total.ts'],
    ['app:///dist/cart/total.js:3', 'dist/cart/total.js'],
    ['webpack:///./src/cart/total.ts?abcd', 'src/cart/total.ts'],
    ['https://shop.example/static/cart.js:1:2', 'static/cart.js'],
    ['file:///usr/src/app/cart/total.ts', 'usr/src/app/cart/total.ts'],
    ['/usr/src/app/cart/total.py', 'usr/src/app/cart/total.py'],
    ['C:\\shop\\cart\\Total.cs:7', 'shop/cart/Total.cs'],
    ['app/(main)/issues/[id]/page.tsx', 'app/(main)/issues/[id]/page.tsx'],
    ['Cart.java:12', 'Cart.java'],
  ])('%s', (location, path) => expect(readFramePath(location)?.join('/')).toBe(path))
})

describe('what names no file inside anything', () => {
  test.each([
    '',
    '<anonymous>',
    '<unknown>',
    'native',
    '../../etc/passwd.txt',
    'src/../../../root/.ssh/id.txt',
    'a\u0000b.ts',
    'a\nb.ts',
    '-rf',
    '--output=/etc/passwd',
    '/',
    '..',
    'x'.repeat(400),
    '*.ts',
  ])('%j', (location) => expect(readFramePath(location)).toBeNull())
})

describe('a file of the repository is meant', () => {
  test.each([
    ['src/cart/total.ts', 'src/cart/total.ts', 1],
    ['usr/src/app/cart/total.ts', 'cart/total.ts', 1],
    ['src/cart/total.ts', 'packages/shop/src/cart/total.ts', 1],
    ['dist/cart/total.js', 'src/cart/total.ts', 1],
    ['app/total.py', 'shop/total.py', 0.5],
    ['Cart.java', 'src/main/java/com/acme/Cart.java', 0.5],
    ['index.ts', 'src/index.ts', null],
    ['a/index.ts', 'b/index.ts', null],
    ['index.ts', 'index.ts', 1],
    ['cart/index.ts', 'src/cart/index.ts', 1],
    ['src/cart/total.ts', 'src/cart/totals.ts', null],
    ['total.ts', 'total.py', null],
  ])('%s by %s: %s', (frame, file, weight) => {
    expect(matchFrame(frame.split('/'), file)?.weight ?? null).toBe(weight)
  })
})

test('no text makes it throw, and nothing leaves its folder', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (location) => {
      expect(readFramePath(location)?.includes('..') ?? false).toBe(false)
    }),
  )
})
