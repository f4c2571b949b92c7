import { expect, test } from 'vitest'
import { noticeTypes } from '../domain/notice.ts'
import type { OutboundDelivery } from './webhook-queries.ts'
import { deliveryLook, eventsText } from './webhook-words.ts'

test('what a webhook hears of is told shortly', () => {
  const events = (...event_types: string[]) => eventsText({ kind: 'webhook', event_types })
  expect(events('*')).toBe('everything')
  expect(events('issue.*')).toBe('issues')
  expect(events('issue.created')).toBe('issue.created')
  expect(events('issue.*', 'run.finished', 'plan.approved', 'fix.failed')).toBe('issues, run.finished and 2 more')
})

test('for people notices are counted', () => {
  expect(eventsText({ kind: 'email', event_types: ['*'] })).toBe('every notice')
  expect(eventsText({ kind: 'slack_webhook', event_types: ['plan.submitted'] })).toBe(`1 of ${noticeTypes.length} notices`)
})

test('a delivery that failed before and is tried again needs a look, one that waits for its first attempt does not', () => {
  // Only what the look is made of; the rest of a delivery would hide it.
  const look = (part: Partial<OutboundDelivery>) =>
    deliveryLook({ state: 'pending', attempts: 0, is_sending: false, ...part } as OutboundDelivery)
  expect(look({})).toMatchObject({ text: 'Waiting', tone: 'work' })
  expect(look({ attempts: 2 })).toMatchObject({ text: 'Retrying', tone: 'need' })
  expect(look({ attempts: 2, is_sending: true })).toMatchObject({ text: 'Sending' })
  expect(look({ state: 'succeeded' })).toMatchObject({ tone: 'good' })
  expect(look({ state: 'failed' })).toMatchObject({ tone: 'fail' })
  expect(look({ state: 'canceled' })).toMatchObject({ tone: 'idle' })
})
