import { expect, test } from 'vitest'
import { issueUri, parseResourceUri, planUri } from './resource-uri.ts'

test('an address names an issue or its plan, and where to go on', () => {
  expect(parseResourceUri(issueUri('DISPATCH-42'))).toEqual({
    kind: 'issue',
    issue: 'DISPATCH-42',
    offset: 0,
    maxChars: undefined,
  })
  expect(parseResourceUri(planUri('DISPATCH-42'))).toMatchObject({ kind: 'plan', issue: 'DISPATCH-42' })
  expect(parseResourceUri('dispatch://issues/X-1/plan?offset=4000')).toMatchObject({ kind: 'plan', offset: 4000 })
  expect(parseResourceUri('dispatch://issues/X-1?offset=8&max_chars=20000')).toMatchObject({ offset: 8, maxChars: 20_000 })
  expect(parseResourceUri('dispatch://issues/X-1?max_chars=99999')).toMatchObject({ offset: 0, maxChars: 50_000 })
})

test.each([
  '',
  'dispatch://issues/',
  'dispatch://issues/X-1/comments',
  'dispatch://issues/../secrets',
  'dispatch://issues/X-1#plan',
  'dispatch://issues/X-1?offset=-1',
  'dispatch://issues/X-1?offset=9e9',
  'dispatch://runs/run_1',
  'file:///etc/passwd',
  'https://example.test/issues/X-1',
])('%j is no address of ours', (uri) => {
  expect(parseResourceUri(uri)).toBeUndefined()
})
