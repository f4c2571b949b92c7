import { expect, test } from 'vitest'
import { type ProductionDeployment, runsOf } from './deploy-chain.ts'
import { type AttemptHistory, foldStanding } from './standing.ts'

const at = (minutes: number) => new Date(Date.UTC(2026, 2, 2, 10, 0) + minutes * 60_000).toISOString()

/** Deployed at the minute; the window of each is five minutes long. */
const deployment = (minutes: number, contains: ProductionDeployment['contains'], environment = 'production') => ({
  id: `${minutes}`,
  sha: `${minutes}`.padEnd(40, '0'),
  environment,
  deployedAt: at(minutes),
  contains,
})

interface Told {
  deployments?: ProductionDeployment[]
  recurrences?: number[]
  revertedAt?: number
  succeededAt?: number
  recurrencesToFail?: number
}

function stand({ deployments = [], recurrences = [], revertedAt, succeededAt, recurrencesToFail = 1 }: Told) {
  const history: AttemptHistory<ProductionDeployment> = {
    runs: runsOf(deployments).map((run) => {
      const begin = Date.parse(run.deployments[0].deployedAt)
      const endsAt = new Date(begin + 300_000).toISOString()
      const window = { deployedAt: run.deployments[0].deployedAt, startsAt: run.deployments[0].deployedAt, endsAt }
      const within = recurrences.map(at).filter((time) => time >= window.startsAt && time <= endsAt)
      return { ...run, window, recurrences: within }
    }),
    revertedAt: revertedAt === undefined ? null : at(revertedAt),
    succeededAt: succeededAt === undefined ? null : at(succeededAt),
    recurrencesToFail,
  }
  const { state, at: endedAt, run } = foldStanding(history)
  return [state, endedAt === null ? null : (Date.parse(endedAt) - Date.parse(at(0))) / 60_000, run?.deployments[0].id ?? null]
}

const fix = deployment(100, 'yes')
const without = (minutes: number) => deployment(minutes, 'no')
const again = (minutes: number) => deployment(minutes, 'yes')

test.each<[string, Told, ReturnType<typeof stand>]>([
  ['nothing', {}, ['awaiting_deploy', null, null]],
  ['a deployment', { deployments: [fix] }, ['watched', null, '100']],
  ['one without it', { deployments: [without(99)] }, ['awaiting_deploy', null, null]],
  ['a recurrence in the window', { deployments: [fix], recurrences: [102] }, ['failed', 102, '100']],
  ['fewer than fail a fix', { deployments: [fix], recurrences: [102], recurrencesToFail: 2 }, ['watched', null, '100']],
  ['the one that makes enough', { deployments: [fix], recurrences: [102, 104], recurrencesToFail: 2 }, ['failed', 104, '100']],
  ['one event told twice', { deployments: [fix], recurrences: [102, 102], recurrencesToFail: 2 }, ['watched', null, '100']],
  ['a revert while it waits', { revertedAt: 95 }, ['reverted', 95, null]],
  ['a revert before it is deployed', { deployments: [fix], revertedAt: 95 }, ['reverted', 95, null]],
  ['a revert in the window', { deployments: [fix], revertedAt: 103 }, ['reverted', 103, '100']],
  ['a revert after the window', { deployments: [fix], revertedAt: 106 }, ['watched', null, '100']],
  ['a revert after a recurrence', { deployments: [fix], recurrences: [102], revertedAt: 103 }, ['failed', 102, '100']],
  ['a recurrence after a revert', { deployments: [fix], recurrences: [104], revertedAt: 103 }, ['reverted', 103, '100']],
  ['a rollback in the window', { deployments: [fix, without(103)] }, ['awaiting_deploy', null, null]],
  ['a rollback after the window', { deployments: [fix, without(106)] }, ['watched', null, '100']],
  ['a recurrence, then a rollback', { deployments: [fix, without(103)], recurrences: [102] }, ['failed', 102, '100']],
  ['a rollback, then a recurrence', { deployments: [fix, without(102)], recurrences: [103] }, ['awaiting_deploy', null, null]],
  ['a rollback, and again', { deployments: [fix, without(102), again(103)] }, ['watched', null, '103']],
  ['a revert while it is away', { deployments: [fix, without(102), again(104)], revertedAt: 103 }, ['reverted', 103, null]],
  ['a revert after a rollback', { deployments: [fix, without(102)], revertedAt: 200 }, ['reverted', 200, null]],
  ['elsewhere', { deployments: [fix, deployment(102, 'no', 'eu')] }, ['watched', null, '100']],
  ['what is unknown', { deployments: [fix, deployment(102, 'unknown')] }, ['watched', null, '100']],
  ['the next fix in the window', { deployments: [fix], succeededAt: 103 }, ['superseded', 103, '100']],
  ['the next fix after it', { deployments: [fix], succeededAt: 107 }, ['watched', null, '100']],
  ['a revert before the next fix', { revertedAt: 93, succeededAt: 97 }, ['reverted', 93, null]],
  ['the next fix before a revert', { revertedAt: 97, succeededAt: 93 }, ['superseded', 93, null]],
  ['both at one moment', { revertedAt: 93, succeededAt: 93 }, ['superseded', 93, null]],
])('%s', (_, told, expected) => expect(stand(told)).toEqual(expected))

test('a run has what contains the merge, what is unknown, and what ended it', () => {
  const ids = runsOf([fix, deployment(101, 'unknown'), again(102), without(103), again(104)]).map((run) => [
    run.deployments.map(({ id }) => id),
    run.doubtful.map(({ id }) => id),
    run.endedBy?.id ?? null,
  ])
  expect(ids).toEqual([
    [['100', '102'], ['101'], '103'],
    [['104'], [], null],
  ])
})
