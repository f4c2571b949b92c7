import { expect, test } from 'vitest'
import { assignmentOf } from './assignment.ts'
import type { OutboundEvent } from './payload.ts'

const agent = { id: 'agt_1', name: 'Remote' }
const person = { type: 'person' as const, id: 'usr_1', name: 'Ada' }
const event = (type: string, payload: Record<string, unknown>, actor: OutboundEvent['actor'] = person): OutboundEvent => ({
  seq: 7,
  at: new Date(0),
  type,
  subject: { type: 'issue', id: 'iss_1' },
  issueId: 'iss_1',
  runId: null,
  actor,
  payload,
})
const given = { changes: { assignee: [null, agent] } }

test('an issue that is given to the agent is told, by whichever change', () => {
  expect(assignmentOf(event('issue.assigned', given), agent)).toMatchObject({ type: 'issue.assigned', payload: given })
  expect(assignmentOf(event('issue.moved', { changes: { status: [{}, {}], ...given.changes } }), agent)).toMatchObject({
    type: 'issue.assigned',
  })
  expect(assignmentOf(event('issue.created', { issue: { assignee: 'Remote' } }), agent)).toMatchObject({
    type: 'issue.assigned',
    payload: given,
  })
})

test('what is given to somebody else, taken away, or merely changed is not', () => {
  expect(assignmentOf(event('issue.assigned', { changes: { assignee: [null, { id: 'agt_2' }] } }), agent)).toBeNull()
  expect(assignmentOf(event('issue.assigned', { changes: { assignee: [agent, null] } }), agent)).toBeNull()
  expect(assignmentOf(event('issue.created', { issue: { assignee: null } }), agent)).toBeNull()
  expect(assignmentOf(event('issue.updated', { changes: { title: ['a', 'b'] } }), agent)).toBeNull()
  expect(assignmentOf(event('comment.added', given), agent)).toBeNull()
})

test('an agent that took the issue itself is not told', () => {
  expect(assignmentOf(event('issue.assigned', given, { type: 'key', id: 'agt_1', name: 'Remote' }), agent)).toBeNull()
  expect(assignmentOf(event('issue.assigned', { ...given, cause: { code: 'claimed' } }), agent)).toBeNull()
})
