import { expect, test } from 'vitest'
import { type OutboundEvent, payloadOf } from './payload.ts'

const event: OutboundEvent = {
  seq: 7,
  at: new Date('2026-03-02T11:00:00+01:00'),
  type: 'comment.added',
  subject: { type: 'issue', id: 'iss_1' },
  issueId: 'iss_1',
  runId: null,
  actor: { type: 'person', id: 'usr_1', name: 'Ada' },
  payload: { excerpt: 'Hi 😀' },
}
const sent = (payload: Record<string, unknown>) =>
  payloadOf({ event: { ...event, payload }, workspaceId: 'ws_1', card: null, url: null })

test('a message carries the event as the API tells it, its time in UTC', () => {
  expect(JSON.parse(sent({ excerpt: 'Hi 😀' }))).toEqual({
    type: 'comment.added',
    timestamp: '2026-03-02T10:00:00.000Z',
    version: 1,
    workspace_id: 'ws_1',
    data: {
      seq: 7,
      subject: { type: 'issue', id: 'iss_1' },
      issue_id: 'iss_1',
      run_id: null,
      actor: { type: 'person', id: 'usr_1', name: 'Ada' },
      payload: { excerpt: 'Hi 😀' },
      issue: null,
      url: null,
    },
  })
})

test('what is too long goes without its details, and says so', () => {
  const roomLeft = 100_000 - sent({ text: '' }).length
  expect(JSON.parse(sent({ text: 'x'.repeat(roomLeft) })).data.payload.text).toHaveLength(roomLeft)
  const cut = sent({ text: 'x'.repeat(roomLeft + 1) })
  expect(JSON.parse(cut).data).toMatchObject({ payload: { truncated: true }, seq: 7, issue_id: 'iss_1' })
  expect(cut.length).toBeLessThan(1000)
})
