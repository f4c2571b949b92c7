import { expect, test } from 'vitest'
import { z } from 'zod'
import { filterInput, toFilter } from './filters.ts'
import { bytesFor, excerptInput, pageInput, requiredIssue } from './inputs.ts'

const excerpt = z.strictObject(excerptInput)
const page = z.strictObject(pageInput)
const filters = z.strictObject(filterInput)

test('without a word a part of usual length is read from the beginning', () => {
  expect(excerpt.parse({})).toEqual({ offset: 0, max_chars: 4000 })
  expect(page.parse({})).toEqual({ limit: 15 })
})

test.each([{ offset: -1 }, { offset: 0.5 }, { max_chars: 99 }, { max_chars: 50_001 }, { max_chars: '4000' }])(
  '%o is no part',
  (input) => {
    expect(excerpt.safeParse(input).success).toBe(false)
  },
)

test.each([{ limit: 0 }, { limit: 51 }, { cursor: 'x'.repeat(501) }])('%o is no page', (input) => {
  expect(page.safeParse(input).success).toBe(false)
})

test('more bytes are allowed only where more was asked for, and then enough for any script', () => {
  expect(bytesFor({ max_chars: 4000 })).toBe(0)
  expect(bytesFor({ max_chars: 6000 })).toBe(0)
  expect(bytesFor({ max_chars: 50_000 })).toBeGreaterThan(Buffer.byteLength('字'.repeat(50_000)))
})

test('an issue is named by something', () => {
  expect(requiredIssue.safeParse('').success).toBe(false)
  expect(requiredIssue.safeParse('DISPATCH-42').success).toBe(true)
})

test('filters say their flag as a query string does, and leave out what was not said', () => {
  expect(toFilter({ needs_attention: false, label: ['bug'] })).toEqual({ needs_attention: 'false', label: ['bug'] })
  const unsaid: { label: string[]; needs_attention?: boolean } = { label: ['bug'] }
  expect(toFilter(unsaid)).toEqual({ label: ['bug'] })
})

test('misspelled filters and values are refused and not ignored', () => {
  expect(filters.safeParse({ priority: ['P1'], updated_since: '2026-03-02T10:00:00Z' }).success).toBe(true)
  for (const input of [
    { priority: ['urgent'] },
    { priority: 'P1' },
    { prio: ['P1'] },
    { updated_since: 'yesterday' },
    { label: [''] },
  ])
    expect(filters.safeParse(input).success).toBe(false)
})
