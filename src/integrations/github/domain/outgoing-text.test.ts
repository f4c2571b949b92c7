import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { neutraliseOutgoing } from './outgoing-text.ts'

const seen = (text: string) => text.replaceAll('\u200b', '')

describe('what would act at GitHub acts no more, and reads the same', () => {
  test.each([
    ['a mention', 'thanks @octocat', /@[a-z]/],
    ['a team', 'cc @acme/owners', /@[a-z]/],
    ['a mention in brackets', '(@octocat)', /@[a-z]/],
    ['a number', 'see #12', /#\d/],
    ["another repository's number", 'see torvalds/linux#1', /#\d/],
    ['GH-12', 'see GH-12 and gh-12', /GH-\d/i],
    ['a keyword with a number', 'Fixes #12', /fixes/i],
    ['a keyword with a colon', 'closes: acme/shop#12', /closes/i],
    ['a keyword with an address', 'resolved https://github.com/acme/shop/issues/1', /resolved/i],
    ['a command to a bot', '/lgtm\n  /approve cancel', /^\s*\/[a-z]/m],
  ])('%s', (_, text, acting) => {
    const clean = neutraliseOutgoing(text)
    expect(clean).not.toMatch(acting)
    expect(seen(clean)).toBe(text)
  })
})

describe('what only looks alike stays', () => {
  test.each([
    'mail name@example.com',
    'pkg@1.2.3',
    'Fixes DISPATCH-42',
    'fixes the basket',
    '# Heading',
    '## 3 things',
    'GET /api/issues',
    '/api/issues is a path',
    '<!-- dispatch:run_01 -->',
    '[Plan](https://board.example.com/issues/DISPATCH-42)',
  ])('%s', (text) => expect(neutraliseOutgoing(text)).toBe(text))
})

test('no text gets a mention, a reference or a closing keyword through, and a second pass changes nothing', () => {
  const atom = fc.constantFrom(
    '@',
    'octocat',
    '#',
    '12',
    'GH-',
    'fixes',
    'Closes',
    ':',
    ' ',
    '\n',
    '/',
    'lgtm',
    'acme/shop',
    'https://github.com/a/b/issues/1',
    '\u200b',
    'x',
  )
  fc.assert(
    fc.property(fc.array(atom, { maxLength: 40 }), (parts) => {
      const clean = neutraliseOutgoing(parts.join(''))
      expect(clean).not.toMatch(/(?<![\w])@[a-z]/)
      expect(clean).not.toMatch(/#\d|\bGH-\d/)
      expect(clean).not.toMatch(/\b(?:fixes|closes):?\s+(?:[\w./-]*#\d|GH-\d|https:)/i)
      expect(clean).not.toMatch(/^[ \t]*\/lgtm(?:[ \t]|$)/m)
      expect(neutraliseOutgoing(clean)).toBe(clean)
      expect(seen(clean)).toBe(seen(parts.join('')))
    }),
    { numRuns: 500 },
  )
})
