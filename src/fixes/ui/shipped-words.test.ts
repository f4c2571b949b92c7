import { expect, test } from 'vitest'
import type { ShippedDeployment } from './shipped-queries.ts'
import { carriesText, shippedLook } from './shipped-words.ts'

const deployment: ShippedDeployment = {
  id: 'dep_1',
  repository: 'acme/shop',
  environment: 'production',
  is_production: true,
  production_reason: 'Deployed to production.',
  sha: 'a'.repeat(40),
  source: 'api',
  url: null,
  deployed_at: '2026-03-02T09:00:00.000Z',
  received_at: '2026-03-02T09:00:00.000Z',
  previous: null,
  relation: 'forward',
  rolled_back_by: null,
  pull_request_count: 2,
  unknown_count: 0,
  issues: [],
  fixes: [],
}
const other = { id: 'dep_2', sha: 'b'.repeat(40), deployed_at: '2026-03-02T10:00:00.000Z' }

test.each<[Partial<ShippedDeployment>, string]>([
  [{}, 'Shipped'],
  [{ is_production: false }, 'Not production'],
  [{ relation: 'rollback' }, 'Rollback'],
  [{ relation: 'same' }, 'Same again'],
  [{ rolled_back_by: other }, 'Rolled back'],
])('with %j it is called: %s', (more, text) => {
  expect(shippedLook({ ...deployment, ...more }).text).toBe(text)
})

test.each<[Partial<ShippedDeployment>, string]>([
  [{}, '2 pull requests'],
  [{ pull_request_count: 1, unknown_count: 1 }, '1 pull request · 1 pull request merged meanwhile, not known whether in there'],
  [{ pull_request_count: 0 }, 'No pull request that Dispatch knows of.'],
  [{ relation: 'rollback' }, 'Takes back what came after it; brings nothing new.'],
])('with %j it carries: %s', (more, text) => {
  expect(carriesText({ ...deployment, ...more })).toBe(text)
})
