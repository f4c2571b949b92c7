import { expect, test } from 'vitest'
import type { FixAttempt } from './fix-queries.ts'
import { confidenceText, fixLook, windowShare } from './fix-words.ts'

const fix = (state: FixAttempt['state'], confidence: number | null = null, broken_at: string | null = null) => ({
  state,
  confidence,
  sureness: null,
  broken_at,
})

test('only a verified fix that is 95 % sure and was not broken since earns the filled shield', () => {
  expect(fixLook(fix('verified', 0.95))).toMatchObject({ isProven: true, text: 'Verified' })
  expect(fixLook(fix('verified', 0.949))).toMatchObject({ isProven: false, text: 'No recurrence seen' })
  expect(fixLook(fix('verified', null))).toMatchObject({ isProven: false })
  expect(fixLook({ ...fix('verified', 0.96), sureness: 0.94 })).toMatchObject({ isProven: false })
  expect(fixLook({ ...fix('verified', 0.96), sureness: 0.95 })).toMatchObject({ isProven: true })
  expect(fixLook(fix('verified', 0.99, '2026-01-01T00:00:00Z'))).toMatchObject({ isProven: false, tone: 'fail' })
  for (const state of ['awaiting_deploy', 'watching', 'failed', 'inconclusive', 'reverted', 'superseded'] as const) {
    expect(fixLook(fix(state, 1)).isProven).toBe(false)
  }
})

test('confidence is told in words, weak evidence as such', () => {
  expect(confidenceText({ state: 'verified', sureness: null, confidence: 0.33, expected_events: 0.4 })).toBe(
    'weak evidence: about 0.4 events were to be expected, 33 % sure',
  )
  expect(confidenceText({ state: 'verified', sureness: null, confidence: 0.9999, expected_events: 41.2 })).toContain(
    'about 41 events',
  )
  expect(confidenceText({ state: 'failed', sureness: null, confidence: 0.9, expected_events: 3 })).toBeNull()
  expect(confidenceText({ state: 'watching', sureness: null, confidence: null, expected_events: null })).toBeNull()
})

test('a window passes from nothing to whole and stops at the verdict', () => {
  const window = { window_starts_at: '2026-01-01T00:00:00Z', window_ends_at: '2026-01-03T00:00:00Z', verdict_at: null }
  expect(windowShare(window, new Date('2025-12-31T00:00:00Z'))).toBe(0)
  expect(windowShare(window, new Date('2026-01-02T00:00:00Z'))).toBe(0.5)
  expect(windowShare(window, new Date('2026-02-01T00:00:00Z'))).toBe(1)
  expect(windowShare({ ...window, verdict_at: '2026-01-01T12:00:00Z' }, new Date('2026-02-01T00:00:00Z'))).toBe(0.25)
  expect(windowShare({ window_starts_at: null, window_ends_at: null, verdict_at: null }, new Date())).toBeNull()
})
