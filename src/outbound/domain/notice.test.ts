import { expect, test } from 'vitest'
import type { Card } from '../../issues/schemas.ts'
import { noticeOf, noticeTypes } from './notice.ts'
import type { OutboundEvent } from './payload.ts'

const card = {
  identifier: 'DISPATCH-42',
  title: 'The basket is empty',
  priority: 'P1',
  status: { id: 'st_1', name: 'Needs Review', category: 'needs_review', color: 'blue' },
  assignee: { type: 'agent', id: 'agt_1', name: 'Claude' },
  cost_usd: 1.005,
  simulated: false,
  needs_attention: null,
} as Partial<Card> as Card

function event(
  type: string,
  payload: Record<string, unknown> = {},
  actor: OutboundEvent['actor']['type'] = 'run',
): OutboundEvent {
  const at = new Date('2026-03-02T10:00:00Z')
  return {
    seq: 1,
    at,
    type,
    subject: { type: 'issue', id: 'i' },
    issueId: 'i',
    runId: null,
    actor: { type: actor, id: 'x', name: 'X' },
    payload,
  }
}
const heading = (type: string, payload?: Record<string, unknown>, over: Partial<Card> = {}) =>
  noticeOf(event(type, payload), { ...card, ...over })?.heading ?? null

test('a notice says what, where, and the facts of the card', () => {
  expect(noticeOf(event('plan.submitted', { version: 1 }), card)).toEqual({
    tone: 'need',
    heading: 'Plan to review',
    detail: 'The plan waits for your approval.',
    action: 'Review the plan',
    identifier: 'DISPATCH-42',
    title: 'The basket is empty',
    facts: ['P1', 'Needs Review', 'Claude', '1.00 USD'],
    path: '/issues/DISPATCH-42',
  })
})

test('nobody, no cost and simulated work are told as they are', () => {
  expect(noticeOf(event('fix.failed'), { ...card, assignee: null, cost_usd: 0, simulated: true })?.facts).toEqual([
    'P1',
    'Needs Review',
    'simulated',
  ])
})

test('a later version of a plan says which, and a plan that a person wrote waits for nobody', () => {
  expect(noticeOf(event('plan.submitted', { version: 3 }), card)?.detail).toBe('Version 3 of the plan waits for your approval.')
  expect(noticeOf(event('plan.submitted', { version: 3 }, 'person'), card)).toBeNull()
})

test('a run that failed is news only where a person has to do something', () => {
  const failed = { state: 'finished', reason: 'failed', outcome: null }
  expect(heading('run.finished', failed)).toBeNull()
  expect(noticeOf(event('run.finished', failed), { ...card, needs_attention: 'the key was refused' })).toMatchObject({
    heading: 'Run failed',
    detail: 'the key was refused',
  })
  expect(heading('run.finished', { ...failed, reason: 'canceled' }, { needs_attention: 'canceled by Ada' })).toBeNull()
})

test.each([
  ['needs_decision', 'Question'],
  ['blocked', 'Agent is blocked'],
  ['no_changes_needed', 'Nothing to change'],
  ['completed', null],
  ['investigation_complete', null],
  [null, null],
  ['something_new', null],
])('a run that succeeded with %s: %s', (outcome, words) => {
  expect(heading('run.finished', { reason: 'succeeded', outcome })).toBe(words)
  if (words) expect(noticeOf(event('run.finished', { reason: 'succeeded', outcome }), card)?.detail).toMatch(/^The agent .+\.$/)
})

test.each([
  [{ state: 'open', link_kind: 'closes' }, 'Pull request opened'],
  [{ state: 'draft', link_kind: 'closes' }, 'Draft pull request opened'],
  [{ state: 'merged', link_kind: 'closes' }, null],
  [{ state: 'closed', link_kind: 'closes' }, null],
  [{ state: 'open', link_kind: 'mentions' }, null],
  [{}, null],
])('a pull request that is linked as %o: %s', (payload, words) => {
  expect(heading('pr.linked', { repository: 'acme/shop', number: 7, ...payload })).toBe(words)
})

test('verdicts tell their evidence, and none where there is none', () => {
  expect(noticeOf(event('fix.verified', { detail: 'No error in 48 h.' }), card)).toMatchObject({
    tone: 'good',
    detail: 'No error in 48 h.',
  })
  expect(noticeOf(event('fix.broken', { detail: 7 }), card)).toMatchObject({ tone: 'fail', detail: '' })
})

test('about an issue that is gone nobody hears, about a webhook that was switched off everybody', () => {
  expect(noticeOf(event('fix.failed'), null)).toBeNull()
  expect(noticeOf(event('webhook.disabled', { name: 'Ops', detail: 'It refused for a day.' }), null)).toMatchObject({
    title: 'Ops',
    detail: 'It refused for a day.',
    path: '/settings#webhooks',
  })
  expect(noticeOf(event('webhook.disabled'), null)).toMatchObject({ title: '', detail: '' })
})

test('every type that people may choose can become a notice', () => {
  const telling = { reason: 'succeeded', outcome: 'blocked', state: 'open', link_kind: 'closes', repository: 'a/b', number: 1 }
  for (const type of noticeTypes) expect(noticeOf(event(type, telling), card)?.heading, type).toBeTruthy()
})

test('most events are no notice', () => {
  for (const type of ['issue.created', 'issue.moved', 'comment.added', 'run.queued', 'fix.watching', 'toString'])
    expect(noticeOf(event(type), card)).toBeNull()
})
