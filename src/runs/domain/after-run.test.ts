import { expect, test } from 'vitest'
import { decideAftermath, type EndedRun } from './after-run.ts'

const done: EndedRun = {
  kind: 'implement',
  end: { reason: 'succeeded', outcome: 'completed', failureCode: null, detail: '' },
  commits: 2,
  ahead: true,
  postedPlan: false,
  retried: false,
  summary: null,
  question: null,
}

test('finished work is to be pushed', () => {
  expect(decideAftermath(done)).toMatchObject({
    moveTo: null,
    attention: null,
    push: 'pending',
    activity: { summary: 'finished with 2 commits' },
  })
})

test('an investigation pushes nothing', () => {
  expect(decideAftermath({ ...done, kind: 'investigate', commits: 0, ahead: false }).push).toBeNull()
})

test.each(['blocked', 'needs_decision', 'no_changes_needed'] as const)('%s brings the issue before a person', (outcome) => {
  const aftermath = decideAftermath({ ...done, end: { ...done.end, outcome }, question: 'Which one?' })
  expect(aftermath.moveTo).toBe('needs_review')
  expect(aftermath.attention).toBeTruthy()
  expect(aftermath.push).toBe('nothing')
})

test('a failed run leaves the issue where it is and says why', () => {
  const end = { reason: 'stalled', outcome: null, failureCode: 'stalled', detail: 'no output for 240 s' } as const
  expect(decideAftermath({ ...done, end })).toMatchObject({
    moveTo: null,
    attention: 'run stalled: no output for 240 s',
    push: 'nothing',
  })
  expect(decideAftermath({ ...done, end, retried: true }).attention).toBeNull()
})

test('an investigation without a plan comes before a person', () => {
  const detail = 'the investigation ended without a plan'
  const end = { reason: 'failed', outcome: 'completed', failureCode: 'no_plan', detail } as const
  expect(decideAftermath({ ...done, kind: 'investigate', end }).attention).toBe(`run failed: ${detail}`)
})

test('what a person canceled asks nobody', () => {
  const end = { reason: 'canceled', outcome: null, failureCode: 'canceled', detail: '' } as const
  expect(decideAftermath({ ...done, end }).attention).toBeNull()
})
