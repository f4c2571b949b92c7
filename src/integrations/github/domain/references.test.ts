import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findReferences, identifiersInBranch, isHostOf, reservedPrefixes } from './references.ts'

const prefixes = { current: 'DISPATCH', aliases: ['OPS', 'B2B'], hosts: ['board.example.com'] }
const named = (text: string) =>
  findReferences(text, prefixes).flatMap((found) =>
    found.type === 'identifier' ? [`${found.identifier}${found.closes ? '!' : ''}`] : [],
  )

describe('identifiers of this workspace', () => {
  test.each([
    ['DISPATCH-42', ['DISPATCH-42']],
    ['see DISPATCH-42, DISPATCH-7; (DISPATCH-9).', ['DISPATCH-42', 'DISPATCH-7', 'DISPATCH-9']],
    ['DISPATCH-42 and again DISPATCH-42', ['DISPATCH-42']],
    ['DISPATCH-42: basket', ['DISPATCH-42']],
    ['[DISPATCH-42] basket', ['DISPATCH-42']],
    ['https://board.example.com/issues/DISPATCH-42', ['DISPATCH-42']],
    ['DISPATCH-42-basket is the branch', ['DISPATCH-42']],
    ['支払いDISPATCH-42、', ['DISPATCH-42']],
    ['OPS-3', ['DISPATCH-3']],
    ['B2B-3', ['DISPATCH-3']],
  ])('%s', (text, found) => expect(named(text)).toEqual(found))
})

describe('what only looks like one', () => {
  test.each([
    'UTF-8 and SHA-256, ISO-8601, RFC-9457, CVE-2021-42574, AES-128, HTTP-2',
    'OTHER-42',
    'dispatch-42 in prose',
    'XDISPATCH-42',
    'X-DISPATCH-42',
    'MY_DISPATCH-42',
    'DISPATCH-42a',
    'DISPATCH-0',
    'DISPATCH-007',
    'DISPATCH-4.2',
    'DISPATCH-42-7',
    'DISPATCH--42',
    'DISPATCH-',
    'DISPATCH-9999999999',
    'DISPATCH_42',
  ])('%s', (text) => expect(named(text)).toEqual([]))

  test('a reserved prefix names nothing even if a workspace had it', () => {
    expect(findReferences('UTF-8', { current: 'UTF', aliases: [] })).toEqual([])
  })
})

describe('closing keywords', () => {
  const keywords = ['close', 'closes', 'closed', 'fix', 'fixes', 'fixed', 'resolve', 'resolves', 'resolved', 'FIXES', 'Closes']
  test.each(keywords)('%s closes', (keyword) => {
    expect(named(`${keyword} DISPATCH-42`)).toEqual(['DISPATCH-42!'])
    expect(named(`This ${keyword}: DISPATCH-42.`)).toEqual(['DISPATCH-42!'])
  })

  test.each([
    ['Fixes dispatch-42', ['DISPATCH-42!']],
    ['Fixes ops-42', ['DISPATCH-42!']],
    ['Fixes\nDISPATCH-42', ['DISPATCH-42!']],
    ['Fixes https://board.example.com/issues/DISPATCH-42', ['DISPATCH-42!']],
    ['mentions DISPATCH-42, later fixes DISPATCH-42', ['DISPATCH-42!']],
    ['fixes DISPATCH-42, then mentions DISPATCH-42', ['DISPATCH-42!']],
    ['Fixes DISPATCH-1, DISPATCH-2', ['DISPATCH-1!', 'DISPATCH-2!']],
    ['Fixes DISPATCH-1, DISPATCH-2 is next', ['DISPATCH-1!', 'DISPATCH-2']],
    ['not fixing DISPATCH-42', ['DISPATCH-42']],
    ['does not fix DISPATCH-42', ['DISPATCH-42']],
    ["doesn't yet resolve DISPATCH-42", ['DISPATCH-42']],
    ['partially fixes DISPATCH-42', ['DISPATCH-42']],
    ['prefixes DISPATCH-42', ['DISPATCH-42']],
    ['hotfix DISPATCH-42', ['DISPATCH-42']],
    ['fixes the bug of DISPATCH-42', ['DISPATCH-42']],
    ['fixing DISPATCH-42', ['DISPATCH-42']],
    ['related to DISPATCH-42', ['DISPATCH-42']],
  ])('%s', (text, found) => expect(named(text)).toEqual(found))
})

describe('quotations name nothing', () => {
  test.each([
    ['a comment of a template', '<!-- e.g. Fixes DISPATCH-42 -->'],
    ['an unclosed comment', 'text <!-- Fixes DISPATCH-42'],
    ['inline code', 'run `fixes DISPATCH-42` please'],
    ['inline code with more backticks', 'run ``fixes ` DISPATCH-42`` please'],
    ['a fenced block', '```\nFixes DISPATCH-42\n```'],
    ['a tilde block', '~~~text\nFixes DISPATCH-42\n~~~'],
    ['an unclosed block', '```\nFixes DISPATCH-42'],
    ['a quote', '> Fixes DISPATCH-42'],
  ])('%s', (_, text) => expect(named(text)).toEqual([]))

  test('what stands around them still does', () => {
    expect(
      named('<!-- x -->Fixes DISPATCH-1\n```\nDISPATCH-2\n```\nand DISPATCH-3 `y` DISPATCH-4\n> DISPATCH-5\nDISPATCH-6'),
    ).toEqual(['DISPATCH-1!', 'DISPATCH-3', 'DISPATCH-4', 'DISPATCH-6'])
  })
})

describe("vendors' names", () => {
  const others = (text: string) => findReferences(text, prefixes).filter((found) => found.type !== 'identifier')
  test('a short id is a candidate', () => {
    expect(others('Fixes CHECKOUT-API-2F')).toEqual([
      { type: 'vendor_short_id', shortId: 'CHECKOUT-API-2F', closes: true, refers: false },
    ])
    expect(others('like WEB-9')).toEqual([{ type: 'vendor_short_id', shortId: 'WEB-9', closes: false, refers: false }])
  })

  test('our own identifiers and standards are none', () => {
    expect(others('DISPATCH-42 OPS-1 UTF-8 SHA-256')).toEqual([])
  })

  test.each([
    ['acme.sentry.io', 'https://acme.sentry.io/issues/4820175533/'],
    ['sentry.io', 'https://sentry.io/organizations/acme/issues/4820175533/?project=1'],
    ['sentry.local:9000', 'http://sentry.local:9000/organizations/acme/issues/4820175533/events/ab/'],
  ])('an issue address at %s', (host, url) => {
    const found = { type: 'vendor_url', source: 'sentry', host, externalId: '4820175533', refers: false }
    expect(others(`Fixes ${url}`)).toEqual([{ ...found, closes: true }])
    expect(others(`See ${url}`)).toMatchObject([{ closes: false }])
  })

  test.each([
    [null, 'any.example', true],
    ['https://acme.sentry.io/issues/1/', 'sentry.io', true],
    ['https://errors.acme.example/issues/1/', 'errors.acme.example', true],
    ['https://errors.acme.example/issues/1/', 'acme.sentry.io', false],
    ['https://acme.sentry.io/issues/1/', 'notsentry.io', false],
  ])('an issue known as %s may be meant at %s: %s', (address, host, expected) => {
    expect(isHostOf(address, host)).toBe(expected)
  })
})

describe('branches', () => {
  test.each([
    ['dispatch/dispatch-42-basket-total', ['DISPATCH-42']],
    ['dispatch/dispatch-42-basket-2', ['DISPATCH-42']],
    ['feature/DISPATCH-42', ['DISPATCH-42']],
    ['Dispatch-42', ['DISPATCH-42']],
    ['ops-3_and_dispatch-4', ['DISPATCH-3', 'DISPATCH-4']],
    ['ops-3/dispatch-4', ['DISPATCH-3', 'DISPATCH-4']],
    ['main', []],
    ['release-2026-03', []],
    ['utf-8', []],
    ['xdispatch-42', []],
    ['dispatch-42a', []],
    ['dispatch-042', []],
  ])('%s', (branch, found) => expect(identifiersInBranch(branch, prefixes)).toEqual(found))
})

test('an identifier is found wherever it stands alone', () => {
  const around = fc.constantFrom('', ' ', '\n', '(', ')', '.', ',', ':', '"', '#', '/', '…', '→')
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999_999_999 }), around, around, (number, before, after) => {
      expect(named(`${before}DISPATCH-${number}${after}`)).toContain(`DISPATCH-${number}`)
    }),
  )
})

test('reserved words are all possible prefixes, in capitals', () => {
  for (const word of reservedPrefixes) expect(word).toMatch(/^[A-Z][A-Z0-9]*$/)
})

test('a long hostile text takes no time', () => {
  const started = performance.now()
  for (const unit of [
    '`',
    '` `` ',
    '<!--',
    'fix ',
    'A-',
    'A-1',
    'DISPATCH-1 ',
    '```\n',
    'https://x/issues/',
    '> ',
    'fixes https://',
    '<pre ',
    '~~',
    '[a](',
    'DISPATCH-1, ',
    '- DISPATCH-1\n',
    'fix: \n- ',
    'https://board.example.com/issues/DISPATCH-1 ',
  ]) {
    findReferences(unit.repeat(70_000 / unit.length), prefixes)
  }
  expect(performance.now() - started).toBeLessThan(2_000)
})
