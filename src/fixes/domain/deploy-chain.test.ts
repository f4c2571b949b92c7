import fc from 'fast-check'
import { expect, test } from 'vitest'
import { followDeployments, type ProductionDeployment } from './deploy-chain.ts'

const deployment = (
  id: string,
  contains: ProductionDeployment['contains'],
  environment = 'production',
): ProductionDeployment => ({
  id,
  contains,
  environment,
  sha: id.repeat(40).slice(0, 40),
  deployedAt: '2026-03-02T10:00:00.000Z',
})
const follow = (...deployments: ProductionDeployment[]) => {
  const { running, rolledBackBy, rollbacks, unknown } = followDeployments('m'.repeat(40), deployments)
  return { running: running?.id ?? null, rolledBackBy: rolledBackBy?.id ?? null, rollbacks, unknown: unknown.map(({ id }) => id) }
}
const doubtful = (...deployments: ProductionDeployment[]) =>
  followDeployments('m'.repeat(40), deployments).doubtful.map(({ id }) => id)
const waiting = { running: null, rolledBackBy: null, rollbacks: 0, unknown: [] }

test('without deployments it waits', () => expect(follow()).toEqual(waiting))
test('a deployment without the fix changes nothing', () => expect(follow(deployment('a', 'no'))).toEqual(waiting))
test('the first one with it counts, a later one does not restart it', () => {
  expect(follow(deployment('a', 'no'), deployment('b', 'yes'), deployment('c', 'yes'))).toEqual({ ...waiting, running: 'b' })
})
test('what is unknown changes nothing and is said', () => {
  expect(follow(deployment('a', 'unknown'))).toEqual({ ...waiting, unknown: ['a'] })
  expect(follow(deployment('a', 'yes'), deployment('b', 'unknown'))).toMatchObject({ running: 'a', unknown: ['b'] })
})
test('what is unknown since it runs stays doubtful, elsewhere it does not matter', () => {
  const [fix, unknown] = [deployment('a', 'yes'), deployment('b', 'unknown')]
  expect(doubtful(unknown, fix)).toEqual([])
  expect(doubtful(fix, unknown)).toEqual(['b'])
  expect(doubtful(fix, unknown, deployment('c', 'yes'))).toEqual(['b'])
  expect(doubtful(fix, unknown, deployment('c', 'no'), deployment('d', 'yes'))).toEqual([])
  expect(doubtful(fix, deployment('b', 'unknown', 'eu'))).toEqual([])
})
test('a deployment without it rolls it back', () => {
  expect(follow(deployment('a', 'yes'), deployment('b', 'no'))).toEqual({ ...waiting, rolledBackBy: 'b', rollbacks: 1 })
})
test('and the next one with it runs anew', () => {
  expect(follow(deployment('a', 'yes'), deployment('b', 'no'), deployment('c', 'yes'))).toEqual({
    ...waiting,
    running: 'c',
    rollbacks: 1,
  })
})
test('another environment neither brings it twice nor takes it away', () => {
  expect(follow(deployment('a', 'yes', 'production'), deployment('b', 'no', 'prod'), deployment('c', 'yes', 'prod'))).toEqual({
    ...waiting,
    running: 'a',
  })
})

test('its sentences say what it waits for', () => {
  const sentence = (...deployments: ProductionDeployment[]) => followDeployments('m'.repeat(40), deployments).sentence
  expect(sentence()).toBe('Waits for a production deployment that contains mmmmmmm.')
  expect(sentence(deployment('a', 'yes'))).toBe('Runs in production since aaaaaaa was deployed.')
  expect(sentence(deployment('a', 'unknown'))).toBe(
    'aaaaaaa was deployed to production, but whether it contains mmmmmmm is not known.',
  )
  expect(sentence(deployment('a', 'yes'), deployment('b', 'no'))).toBe(
    'Rolled back: bbbbbbb, deployed to production, does not contain mmmmmmm.',
  )
})

test('it runs exactly if the last known deployment of its environment contains it', () => {
  const some = fc.array(
    fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const)),
  )
  fc.assert(
    fc.property(some, (steps) => {
      const known = steps.filter(([, contains]) => contains !== 'unknown').at(-1)
      expect(follow(...steps.map(([id, contains]) => deployment(id, contains))).running !== null).toBe(known?.[1] === 'yes')
    }),
  )
})
