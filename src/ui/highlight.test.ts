import fc from 'fast-check'
import { expect, test } from 'vitest'
import { textParts } from './highlight.ts'

const show = (text: string, ...places: [number, number][]) =>
  textParts(
    text,
    places.map(([start, end]) => ({ start, end })),
  )
    .map((part) => (part.isMarked ? `[${part.text}]` : part.text))
    .join('')

test('words are marked where they stand, markup in the text stays text', () => {
  expect(show('the cart total', [4, 8])).toBe('the [cart] total')
  expect(show('cart total', [5, 10], [0, 4])).toBe('[cart] [total]')
  expect(show('<b>cart</b>', [3, 7])).toBe('<b>[cart]</b>')
  expect(show('plain')).toBe('plain')
})

test('places that cannot be are left out', () => {
  expect(show('cart', [2, 9], [-1, 2], [3, 3], [Number.NaN, 2])).toBe('cart')
  expect(show('cart total', [0, 6], [4, 9])).toBe('[cart t]otal')
})

test('the parts are the text again, whatever is marked', () => {
  const places = fc.array(fc.record({ start: fc.integer({ min: -2, max: 12 }), end: fc.integer({ min: -2, max: 12 }) }))
  fc.assert(
    fc.property(fc.string({ maxLength: 10 }), places, (text, marks) => {
      expect(
        textParts(text, marks)
          .map((part) => part.text)
          .join(''),
      ).toBe(text)
    }),
  )
})
