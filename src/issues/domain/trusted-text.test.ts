import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Actor } from '../../platform/context.ts'
import { isTrustedAfter } from './trusted-text.ts'

const person = { type: 'person' } as const
const key = { type: 'key' } as const

test.each([
  ['a person files it', { actor: person }, true],
  ['a key files it', { actor: key }, false],
  ['a person files what was quoted from outside', { actor: person, isPublicText: true }, false],
  ["a person edits a person's text", { actor: person, before: { text: 'x', isTrusted: true } }, true],
  ["a key edits a person's text", { actor: key, before: { text: 'x', isTrusted: true } }, false],
  ["a person edits a stranger's text", { actor: person, before: { text: 'x', isTrusted: false } }, false],
  ['a person writes where a stranger left nothing', { actor: person, before: { text: ' \n', isTrusted: false } }, true],
] as const)('%s', (_case, writing, expected) => expect(isTrustedAfter(writing)).toBe(expected))

const writer = fc.constantFrom<Actor['type']>('person', 'key', 'run', 'webhook', 'system')
const edit = fc.record({ type: writer, text: fc.constantFrom('', 'a', 'b') })

test('a trusted text was written by people alone since it was last empty', () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), (edits) => {
      let before: { text: string; isTrusted: boolean } | undefined
      let hands: Actor['type'][] = []
      for (const { type, text } of edits) {
        hands = before?.text === '' ? [type] : [...hands, type]
        before = { text, isTrusted: isTrustedAfter({ actor: { type }, ...(before && { before }) }) }
        expect(before.isTrusted).toBe(hands.every((hand) => hand === 'person'))
      }
    }),
  )
})
