import { expect, test } from 'vitest'
import { toDeploymentSignal } from './api-deployment.ts'

const now = '2026-03-02T10:00:00.000Z'
const reported = { repository: 'Acme/Shop', sha: 'a'.repeat(40), environment: 'Production', deployedAt: null, commits: [] }

test('a reported deployment is a success of its repository', () => {
  expect(toDeploymentSignal(reported, now)).toMatchObject({
    kind: 'deployment_succeeded',
    objectKey: 'deployments:acme/shop',
    deployedAt: now,
  })
})

test('reported twice without a time it is the same, with another time it is another', () => {
  const key = (deployedAt: string | null) => toDeploymentSignal({ ...reported, deployedAt }, now).occurrenceKey
  expect(key(null)).toBe(key(null))
  expect(key('2026-03-01T10:00:00.000Z')).not.toBe(key('2026-03-02T09:00:00.000Z'))
})

test('nothing is deployed in the future', () => {
  expect(toDeploymentSignal({ ...reported, deployedAt: '2026-03-03T00:00:00.000Z' }, now).deployedAt).toBe(now)
})

test('a time in any zone is the same moment', () => {
  const [summer, universal] = ['2026-03-02T11:30:00+02:00', '2026-03-02T09:30:00Z'].map((deployedAt) =>
    toDeploymentSignal({ ...reported, deployedAt }, now),
  )
  expect(summer).toEqual(universal)
  expect(summer?.deployedAt).toBe('2026-03-02T09:30:00.000Z')
})
