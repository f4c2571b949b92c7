import { expect, test } from 'vitest'
import type { Run } from '../../runs/schemas.ts'
import { ending, stateOf, styleOf } from './words.ts'

const run = (over: Partial<Run>) =>
  ({ state: 'finished', reason: 'succeeded', outcome: null, cost_usd: 0, ...over }) as Partial<Run> as Run

test('a run that works says its state, one that ended says how', () => {
  expect(stateOf(run({ state: 'queued', reason: null }))).toBe('queued')
  expect(stateOf(run({ reason: 'timed_out' as Run['reason'] }))).toBe('timed out')
  expect(stateOf(run({ reason: null }))).toBe('finished')
})

test('only what succeeded is green, and what a person stopped is no alarm', () => {
  expect(styleOf(run({ state: 'running', reason: null }))).toBe('cyan')
  expect(styleOf(run({}))).toBe('green')
  expect(styleOf(run({ reason: 'canceled' }))).toBe('dim')
  expect(styleOf(run({ reason: 'failed' }))).toBe('red')
  expect(styleOf(run({ reason: null }))).toBe('red')
})

test('an ending says the outcome, why, what became of the branch, and the cost', () => {
  const done = { outcome: 'no_changes_needed', outcome_summary: 'It is mended.', push_state: 'held', cost_usd: 1.5 }
  expect(ending(run(done as Partial<Run>))).toBe('succeeded: no changes needed · It is mended. · push held · $1.50')
})

test('the best reason is told, on one line, harmless', () => {
  const why = { question: 'Which\nbasket?', failure_detail: 'x', failure_code: 'crashed' } as Partial<Run>
  expect(ending(run({ ...why, reason: 'failed' }))).toBe('failed · Which basket?')
  expect(ending(run({ ...why, outcome_summary: 'Mended.' }))).toBe('succeeded · Mended.')
  expect(ending(run({ reason: 'failed', failure_detail: 'red \u001b[31malert' }))).toBe('failed · red alert')
  expect(ending(run({ reason: 'failed', failure_code: 'crashed' }))).toBe('failed · crashed')
  expect(ending(run({ reason: 'failed' }))).toBe('failed')
})
