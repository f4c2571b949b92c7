import { expect, test } from 'vitest'
import { bodyOf, editOf, emptyEdit, withKind } from './webhook-form.ts'
import type { Webhook } from './webhook-queries.ts'

test('only what belongs to the kind is sent', () => {
  const all = {
    ...emptyEdit,
    name: ' CI ',
    url: ' https://x.test ',
    channel: '#a',
    bot_token: 'xoxb-1',
    to: 'a@x.test; b@x.test',
  }
  expect(bodyOf(all)).toEqual({ name: 'CI', url: 'https://x.test', event_types: ['*'] })
  expect(bodyOf({ ...all, kind: 'slack_bot', event_types: ['fix.*'] })).toEqual({
    name: 'CI',
    channel: '#a',
    bot_token: 'xoxb-1',
    event_types: ['fix.*'],
  })
  expect(bodyOf({ ...all, kind: 'email' }).to).toEqual(['a@x.test', 'b@x.test'])
})

test('a secret address that was not entered anew is not sent', () => {
  const stored = { name: 'Slack', target: 'hooks.slack.com/…ghij', event_types: ['fix.verified'] } as Webhook
  expect(bodyOf(editOf(stored, 'slack_webhook'))).toEqual({ name: 'Slack', event_types: ['fix.verified'] })
})

test('people begin with every notice, programs with everything', () => {
  expect(withKind(emptyEdit, 'email').event_types).toContain('plan.submitted')
  expect(withKind(withKind(emptyEdit, 'email'), 'webhook').event_types).toEqual(['*'])
})
