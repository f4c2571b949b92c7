import { expect, test } from 'vitest'
import { runDurationMs, runLook } from './run-words.ts'

type Looked = Parameters<typeof runLook>[0]
const ended: Looked = {
  state: 'finished',
  reason: 'succeeded',
  outcome: 'completed',
  cancel_requested_at: null,
  push_state: null,
}
const look = (run: Partial<Looked>) => runLook({ ...ended, ...run })

test('a run that goes on is told by its state, one that is being stopped by that', () => {
  const running: Partial<Looked> = { state: 'running', reason: null, outcome: null }
  expect(look(running)).toMatchObject({ text: 'Running', tone: 'work', live: true })
  expect(look({ ...running, state: 'queued' })).toMatchObject({ text: 'Queued', live: false })
  expect(look({ ...running, cancel_requested_at: '2026-03-02T09:00:00Z' })).toMatchObject({ text: 'Stopping', tone: 'idle' })
  expect(look({ ...running, state: 'waiting_for_person' })).toMatchObject({ tone: 'need', live: false })
})

test('a finished run is told by what came of it; only success is green', () => {
  expect(look({})).toMatchObject({ text: 'Completed', tone: 'good' })
  expect(look({ push_state: 'held' })).toMatchObject({ text: 'Held before the push', tone: 'need' })
  expect(look({ reason: 'budget_exceeded', outcome: null })).toMatchObject({ text: 'Budget used up', tone: 'fail' })
  expect(look({ outcome: 'needs_decision' })).toMatchObject({ text: 'Asks you', tone: 'need' })
  expect(look({ outcome: 'no_changes_needed' })).toMatchObject({ tone: 'idle' })
  expect(look({ outcome: null })).toMatchObject({ text: 'Finished', tone: 'idle' })
})

test('a run lasts from its start to its end, or until now', () => {
  const now = new Date('2026-03-02T09:10:00Z')
  const started_at = '2026-03-02T09:00:00Z'
  expect(runDurationMs({ started_at: null, finished_at: null }, now)).toBeNull()
  expect(runDurationMs({ started_at, finished_at: null }, now)).toBe(600_000)
  expect(runDurationMs({ started_at, finished_at: '2026-03-02T09:01:00Z' }, now)).toBe(60_000)
})
