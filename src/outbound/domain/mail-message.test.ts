import { expect, test } from 'vitest'
import { mailMessageOf } from './mail-message.ts'
import type { Notice } from './notice.ts'

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

test('an e-mail carries the same as text and as HTML in which nothing is markup', () => {
  const hostile = notice({ title: '<img src=x onerror=alert(1)>', detail: '"quoted" & <b>bold</b>\nsecond line' })
  const { subject, text, html } = mailMessageOf(hostile, url)
  expect(subject).toBe('[DISPATCH-42] Plan to review: <img src=x onerror=alert(1)>')
  expect(text).toContain('second line')
  expect(text).toContain(`Review the plan: ${url}`)
  expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;')
  expect(html).toContain('&quot;quoted&quot; &amp; &lt;b&gt;bold&lt;/b&gt;')
  expect(html).not.toMatch(/<img|<b>/)
})

test('no title can add a header', () => {
  const { subject } = mailMessageOf(notice({ title: 'One\r\nBcc: everybody@example.com\u2028X: y' }), url)
  expect(subject).not.toMatch(/[\r\n\u2028]/)
})

test('without a public address there is no link', () => {
  const { html, text } = mailMessageOf(notice(), null)
  expect(html).not.toContain('href')
  expect(text).not.toContain('Review the plan')
})

test('a message without a title or facts has no empty lines for them', () => {
  const { subject, text, html } = mailMessageOf(notice({ identifier: null, title: null, detail: '', facts: [] }), null)
  expect(subject).toBe('Plan to review')
  expect(text).toMatch(/^Plan to review\n\n-- \nYou get this/)
  expect(html).not.toContain('></p>')
})

test('a subject is cut between two characters, and its text is whole', () => {
  const title = `${'x'.repeat(149)}😀😀😀`
  const { subject, text } = mailMessageOf(notice({ title }), url)
  expect(subject.endsWith('x')).toBe(true)
  expect(subject).toHaveLength(179)
  expect(text).toContain(title)
})

test('an address cannot leave its attribute', () => {
  const { html } = mailMessageOf(notice(), 'https://dispatch.test/"><script>alert(1)</script>')
  expect(html).not.toContain('<script>')
})
