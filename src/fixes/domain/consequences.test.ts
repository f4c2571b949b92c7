import { describe, expect, test } from 'vitest'
import { type ConsequenceFacts, decideConsequences } from './consequences.ts'

const facts = (change: Partial<ConsequenceFacts>): ConsequenceFacts => ({
  verdict: 'failed',
  priority: 'P3',
  failedAttempts: 1,
  pullRequest: 'acme/shop#7',
  evidence: { sentence: 'It happened again.', connect: [] },
  policy: { retryFailedFixes: true, resolveExternalIssue: true },
  happenedAt: null,
  movedAt: null,
  isPersonsWord: false,
  ...change,
})
const decide = (change: Partial<ConsequenceFacts> = {}) => decideConsequences(facts(change))

test('a verified fix ends the issue and resolves the error', () => {
  expect(decide({ verdict: 'verified', evidence: { sentence: 'No recurrence.', connect: [] } })).toEqual({
    category: 'done',
    priority: 'P3',
    addLabels: [],
    comment: '**Fix verified** (acme/shop#7). No recurrence.',
    startRun: false,
    resolveExternalIssue: true,
    needsAttention: null,
  })
  expect(
    decide({ verdict: 'verified', policy: { retryFailedFixes: true, resolveExternalIssue: false } }).resolveExternalIssue,
  ).toBe(false)
})

describe('a failed fix', () => {
  test('goes back to the backlog, more urgent, labelled, and is tried again', () => {
    expect(decide()).toMatchObject({
      category: 'backlog',
      priority: 'P2',
      addLabels: ['Fix Failed'],
      startRun: true,
      needsAttention: null,
    })
  })
  test.each([
    ['P4', 'P3'],
    ['P3', 'P2'],
    ['P2', 'P1'],
    ['P1', 'P1'],
  ] as const)('%s becomes %s', (priority, raised) => expect(decide({ priority }).priority).toBe(raised))
  test('is not tried again where the policy says so', () => {
    expect(decide({ policy: { retryFailedFixes: false, resolveExternalIssue: true } }).startRun).toBe(false)
  })
  test('stays where a person or the next fix has put it since the error came back', () => {
    const happenedAt = '2026-03-02T10:00:00.000Z'
    expect(decide({ happenedAt, movedAt: '2026-03-02T11:00:00.000Z' })).toMatchObject({
      category: null,
      startRun: false,
      addLabels: ['Fix Failed'],
    })
    expect(decide({ happenedAt, movedAt: '2026-03-02T09:00:00.000Z' }).category).toBe('backlog')
  })
  test('needs a person the third time', () => {
    expect(decide({ failedAttempts: 2 })).toMatchObject({ addLabels: ['Fix Failed'], startRun: true })
    expect(decide({ failedAttempts: 3 })).toMatchObject({ addLabels: ['Fix Failed', 'Needs Human'], startRun: false })
    expect(decide({ failedAttempts: 3 }).needsAttention).toBe('3 fixes failed: a person is needed')
  })
  test('says so with its evidence', () => {
    expect(decide({ failedAttempts: 2 }).comment).toBe(
      '**Fix failed** (acme/shop#7). It happened again. This is failed fix number 2.',
    )
  })
})

test('an inconclusive one stays where it is and lists what to connect', () => {
  const { category, comment, needsAttention } = decide({
    verdict: 'inconclusive',
    evidence: { sentence: 'Nobody could see.', connect: ['Set a token.'] },
  })
  expect(category).toBeNull()
  expect(needsAttention).not.toBeNull()
  expect(comment).toBe('**Fix not verified** (acme/shop#7). Nobody could see. A person decides.\n- Set a token.')
})

test('a reverted one goes back to the backlog without blame', () => {
  expect(decide({ verdict: 'reverted' })).toMatchObject({ category: 'backlog', priority: 'P3', addLabels: [], startRun: false })
})
