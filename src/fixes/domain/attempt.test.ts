import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AttemptEvent, type AttemptState, attemptEvents, attemptStates, isOpen, transition } from './attempt.ts'

const at = '2026-03-05T10:00:00.000Z'
const next = (state: AttemptState, event: AttemptEvent) => {
  const result = transition({ state, brokenAt: null }, event, at)
  return result.ok ? result.attempt.state : null
}

// The same pairs stand in the database's trigger.
const allowed: [AttemptState, AttemptEvent, AttemptState][] = [
  ['awaiting_deploy', 'deployed', 'watching'],
  ['awaiting_deploy', 'failed', 'failed'],
  ['awaiting_deploy', 'reverted', 'reverted'],
  ['awaiting_deploy', 'superseded', 'superseded'],
  ['watching', 'rolled_back', 'awaiting_deploy'],
  ['watching', 'verified', 'verified'],
  ['watching', 'failed', 'failed'],
  ['watching', 'inconclusive', 'inconclusive'],
  ['watching', 'reverted', 'reverted'],
  ['watching', 'superseded', 'superseded'],
  ['verified', 'failed', 'failed'],
  ['verified', 'inconclusive', 'inconclusive'],
  ['verified', 'reverted', 'reverted'],
  ['verified', 'superseded', 'superseded'],
  ['verified', 'undeployed', 'awaiting_deploy'],
  ['verified', 'regressed', 'verified'],
  ['inconclusive', 'failed', 'failed'],
  ['inconclusive', 'reverted', 'reverted'],
  ['inconclusive', 'superseded', 'superseded'],
  ['inconclusive', 'cleared', 'watching'],
  ['inconclusive', 'undeployed', 'awaiting_deploy'],
  ['failed', 'reverted', 'reverted'],
  ['failed', 'superseded', 'superseded'],
  ['failed', 'cleared', 'watching'],
  ['failed', 'undeployed', 'awaiting_deploy'],
  ['reverted', 'failed', 'failed'],
  ['reverted', 'superseded', 'superseded'],
  ['reverted', 'undeployed', 'awaiting_deploy'],
  ['superseded', 'failed', 'failed'],
  ['superseded', 'reverted', 'reverted'],
  ['superseded', 'undeployed', 'awaiting_deploy'],
]

test.each(attemptStates.flatMap((state) => attemptEvents.map((event) => [state, event] as const)))('%s, %s', (state, event) => {
  expect(next(state, event)).toBe(allowed.find(([from, by]) => from === state && by === event)?.[2] ?? null)
})

test('a refusal says why', () => {
  expect(transition({ state: 'failed', brokenAt: null }, 'verified', at)).toEqual({
    ok: false,
    reason: { code: 'no_such_transition', sentence: 'A fix attempt that is failed cannot be verified.' },
  })
})

test('a regression after the verdict keeps the verdict and marks when it broke, once', () => {
  const first = transition({ state: 'verified', brokenAt: null }, 'regressed', at)
  expect(first).toEqual({ ok: true, attempt: { state: 'verified', brokenAt: at } })
  expect(first.ok && transition(first.attempt, 'regressed', '2026-04-01T00:00:00.000Z')).toEqual(first)
})

/** What can happen to an attempt that has ended, and to which. */
const ended: AttemptState[] = ['verified', 'inconclusive', 'failed', 'reverted', 'superseded']
const mayChange: Partial<Record<AttemptEvent, AttemptState[]>> = {
  failed: ended,
  reverted: ended,
  superseded: ended,
  undeployed: ended,
  inconclusive: ['verified'],
  cleared: ['failed', 'inconclusive'],
  regressed: ['verified'],
}

test('whatever happens: only the verified break or turn inconclusive, and nothing is verified that was not watched', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...attemptEvents)), (events) => {
      let attempt = { state: 'awaiting_deploy' as AttemptState, brokenAt: null as string | null }
      for (const event of events) {
        const result = transition(attempt, event, at)
        if (!result.ok) continue
        if (!isOpen(attempt.state)) expect(mayChange[event]).toContain(attempt.state)
        if (result.attempt.state === 'verified' && attempt.state !== 'verified') expect(attempt.state).toBe('watching')
        if (result.attempt.brokenAt !== null) expect(result.attempt.state).toBe('verified')
        attempt = result.attempt
      }
    }),
  )
})
