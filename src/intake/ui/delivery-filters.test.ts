import { expect, test } from 'vitest'
import { toApiFilters } from './delivery-filters.ts'

const now = new Date('2026-03-02T09:00:42.123Z')

test('an address becomes what the API takes', () => {
  const active = { source: ['sentry', 'github'], state: [], age: ['1h'], q: ['SHOP'], issue: ['DISPATCH-4'], kind: ['push'] }
  expect(toApiFilters(active, now)).toEqual({
    source: ['sentry', 'github'],
    kind: ['push'],
    issue: 'DISPATCH-4',
    q: 'SHOP',
    since: '2026-03-02T08:00:00.000Z',
  })
})

test('nothing chosen filters nothing, an unknown age neither', () => {
  expect(toApiFilters({}, now)).toEqual({})
  expect(toApiFilters({ age: ['long ago'] }, now)).toEqual({})
})
