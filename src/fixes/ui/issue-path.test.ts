import { expect, test } from 'vitest'
import { issuePath } from './issue-path.ts'

type Facts = Parameters<typeof issuePath>[0]
const issue = (more: Partial<Facts['issue']> = {}): Facts['issue'] => ({
  is_error_sourced: true,
  created_at: '2026-01-01T00:00:00Z',
  closed_at: null,
  status: { id: 's', name: 's', color: '', category: 'in_review' },
  external_issues: [],
  ...more,
})
const fix = (more: Partial<NonNullable<Facts['fix']>>): NonNullable<Facts['fix']> => ({
  state: 'watching',
  deployed_at: null,
  verdict_at: null,
  merged_at: '2026-01-02T00:00:00Z',
  broken_at: null,
  ...more,
})
const merged = {
  link_kind: 'closes' as const,
  state: 'merged' as const,
  updated_at: '2026-01-02T00:00:00Z',
  merged_at: '2026-01-02T00:00:00Z',
  number: 7,
}
const show = (facts: Facts) =>
  issuePath(facts)
    .map((step) => `${step.name}:${step.state}`)
    .join(' ')

test('a new error waits for its plan', () => {
  expect(show({ issue: issue(), plan: null, pulls: [], fix: null })).toBe(
    'error:done issue:done plan:current pull_request:todo deploy:todo verified:todo',
  )
})

test('a merged fix that was never planned waits for the deploy', () => {
  expect(show({ issue: issue(), plan: null, pulls: [merged], fix: fix({ state: 'awaiting_deploy' }) })).toBe(
    'error:done issue:done plan:todo pull_request:done deploy:current verified:todo',
  )
})

test('a mention is no pull request of the path', () => {
  expect(show({ issue: issue(), plan: null, pulls: [{ ...merged, link_kind: 'mentions' }], fix: null })).toContain(
    'pull_request:todo',
  )
})

test('the last step is done only by a verdict that still holds', () => {
  const deployed = { deployed_at: '2026-01-03T00:00:00Z', verdict_at: '2026-01-05T00:00:00Z' }
  const end = (state: 'verified' | 'failed', broken_at: string | null = null) =>
    issuePath({ issue: issue(), plan: null, pulls: [merged], fix: fix({ ...deployed, state, broken_at }) }).at(-1)
  expect(end('verified')).toMatchObject({ state: 'done', label: 'Verified' })
  expect(end('verified', '2026-01-09T00:00:00Z')).toMatchObject({ state: 'failed', label: 'Broken again' })
  expect(end('failed')).toMatchObject({ state: 'failed', label: 'Fix failed' })
})

test('other issues end in done, without deploy and verdict', () => {
  const done = issue({
    is_error_sourced: false,
    closed_at: '2026-01-03T00:00:00Z',
    status: { id: 's', name: 's', color: '', category: 'done' },
  })
  expect(show({ issue: done, plan: null, pulls: [merged], fix: null })).toBe('issue:done plan:todo pull_request:done done:done')
})
