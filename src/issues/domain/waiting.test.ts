import { expect, test } from 'vitest'
import { decideWaiting, type WaitingFacts } from './waiting.ts'

const since = new Date('2026-03-02T09:00:00Z')
const finished = {
  reason: 'succeeded',
  outcome: 'completed',
  question: null,
  pushHeld: false,
  pushPending: false,
  branchWithoutPull: false,
}
const facts: WaitingFacts = {
  category: 'in_progress',
  updatedAt: since,
  isErrorSourced: false,
  needsAttention: null,
  run: { state: 'finished', kind: 'implement', activity: null, since, notBefore: null, finished },
  refused: null,
  plan: { state: 'approved', since },
  openPull: null,
  fix: null,
  blockers: null,
}
const codeOf = (given: Partial<WaitingFacts>) => decideWaiting({ ...facts, ...given }, since).code

test('a pushed branch without a pull request waits for somebody to open one', () => {
  const run = facts.run && { ...facts.run, finished: { ...finished, branchWithoutPull: true } }
  expect(codeOf({ run })).toBe('open_pull')
  expect(codeOf({ run, openPull: { number: 7, draft: false, ci: null, since } })).toBe('pull_review')
  expect(codeOf({ run, category: 'done' })).toBe('closed')
})

test('between the end of an implementation and its branch the changes are being pushed', () => {
  const run = facts.run && { ...facts.run, finished: { ...finished, pushPending: true } }
  expect(codeOf({ run })).toBe('pushing')
  expect(codeOf({ run, category: 'done' })).toBe('closed')
  expect(codeOf({})).toBe('implement')
})

test('what is held before the push comes first', () => {
  const run = facts.run && { ...facts.run, finished: { ...finished, pushHeld: true, branchWithoutPull: true } }
  expect(codeOf({ run, needsAttention: 'look' })).toBe('push_held')
})

test('a refused start says why on the card, until a run comes of it', () => {
  const refused = { reason: 'no_repository', detail: 'no repository is connected', since }
  const open = { category: 'backlog', plan: null, openPull: null, fix: null, refused } as const
  expect(decideWaiting({ ...facts, ...open, run: null }, since)).toMatchObject({
    code: 'start_refused',
    text: 'not started: no repository is connected',
  })
  const later = {
    state: 'queued',
    kind: 'investigate',
    activity: null,
    since: new Date(since.getTime() + 1),
    notBefore: null,
    finished: null,
  }
  expect(decideWaiting({ ...facts, ...open, run: later }, since).code).toBe('run_queued')
})

test('an issue waits for those that block it, unless something else must happen first', () => {
  const blockers = { count: 2, first: 'SHOP-7', since }
  const idle = { ...facts, run: null, plan: null, blockers }
  expect(decideWaiting(idle, since)).toMatchObject({ who: 'issue', code: 'blocked_by', text: 'blocked by SHOP-7 and 1 more' })
  expect(codeOf({ ...idle, plan: { state: 'submitted', since } })).toBe('plan_review')
  expect(codeOf({ ...idle, category: 'done' })).toBe('closed')
})
