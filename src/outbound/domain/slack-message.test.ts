import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Notice } from './notice.ts'
import { slackMessageOf, slackText } from './slack-message.ts'

const notice = (change: Partial<Notice> = {}): Notice => ({
  tone: 'need',
  heading: 'Plan to review',
  identifier: 'DISPATCH-42',
  title: 'The basket is empty',
  detail: 'The plan waits for your approval.',
  facts: ['P1', 'Needs Review', 'Claude'],
  path: '/issues/DISPATCH-42',
  action: 'Review the plan',
  ...change,
})
const url = 'https://dispatch.test/issues/DISPATCH-42'

test('a Slack message says what, where, and how to get there', () => {
  const message = slackMessageOf(notice(), url)
  expect(message.text).toBe('Plan to review · DISPATCH-42 · The basket is empty')
  expect(message.blocks).toEqual([
    {
      type: 'section',
      text: {
        type: 'mrkdwn',
        verbatim: true,
        text: ':large_yellow_circle: *Plan to review*  ·  DISPATCH-42\nThe basket is empty',
      },
    },
    { type: 'section', text: { type: 'mrkdwn', verbatim: true, text: 'The plan waits for your approval.' } },
    {
      type: 'context',
      elements: [{ type: 'mrkdwn', verbatim: true, text: `P1  ·  Needs Review  ·  Claude  ·  <${url}|Review the plan>` }],
    },
  ])
})

test('without a public address there is no link', () => {
  expect(JSON.stringify(slackMessageOf(notice(), null))).not.toContain('<')
})

test.each([
  '<!channel>',
  '<!here|now>',
  '<@U012AB3CD>',
  '<#C123>',
  '<https://evil.test|click>',
  '@channel',
  '@here',
  'https://evil.test',
])('a title with %s pings nobody and links nowhere', (title) => {
  const message = slackMessageOf(notice({ title, detail: `The agent asks: ${title}` }), url)
  const texts = JSON.stringify([message.text, message.blocks])
  expect(texts.replaceAll(`<${url}|Review the plan>`, '')).not.toMatch(/<|@(channel|here)|https?:\/\/evil/)
  expect(message).toMatchObject({ parse: 'none', link_names: false, unfurl_links: false })
})

test('whatever stands in a text, it stays one line without control characters of Slack', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const safe = slackText(text, 300)
      expect(safe).not.toMatch(/[<>\n\r]|@(?!\u2060)|:\/\//)
      expect(safe.replaceAll(/&(amp|lt|gt);/g, '')).not.toContain('&')
      expect(safe.isWellFormed()).toBe(true)
    }),
  )
})

test('a direction override and an invisible character are gone', () => {
  expect(slackText('safe\u202Eevil\u200B text', 100)).toBe('safeevil text')
})

test('Slack takes the longest message', () => {
  const message = slackMessageOf(notice({ title: '&'.repeat(5000), detail: '<'.repeat(9000) }), url)
  for (const block of message.blocks) {
    const text: unknown = Reflect.get(Object(Reflect.get(block, 'text')), 'text')
    if (typeof text === 'string') expect(text.length).toBeLessThanOrEqual(3000)
  }
})
