// `dispatch replay`: lets deliveries take effect again, or shows what they would do now beside what they did then.
import type { Command } from 'commander'
import {
  type Delivery,
  type DeliveryDetail,
  deliveryDetailSchema,
  deliveryPageSchema,
  type Replayed,
  replayedSchema,
} from '../../intake/schemas.ts'
import { AppError } from '../../platform/errors.ts'
import type { ApiClient } from '../shared/client.ts'
import { openTools } from '../shared/command.ts'
import { confirm } from '../shared/confirm.ts'
import { exitCodes } from '../shared/exit-codes.ts'
import { EndsWith, UsageError } from '../shared/failure.ts'
import { readPages } from '../shared/pages.ts'
import { openProgress } from '../shared/progress.ts'
import type { Screen } from '../shared/screen.ts'
import { describeOutcome } from './describe-outcome.ts'

interface Options {
  source?: string
  state?: string
  limit: number
  dryRun?: boolean
  yes?: boolean
}

export interface Outcome {
  delivery: DeliveryDetail
  replayed: Replayed | undefined
  /** Why it could not be replayed. */
  problem: string | undefined
}

export async function replay(ids: string[], command: Command): Promise<void> {
  const { dryRun = false, yes, ...filters } = command.opts<Options>()
  const isFiltered = filters.source !== undefined || filters.state !== undefined
  if (ids.length > 0 === isFiltered) throw new UsageError('Name deliveries by their ids, or choose them by --state and --source.')
  const { screen, client } = await openTools(command)
  const wanted = ids.length > 0 ? ids : (await choose(client, filters)).map(({ id }) => id)
  if (wanted.length === 0 && !screen.json) return screen.note('There is no such delivery.')
  if (!dryRun)
    await confirm(screen, { question: `Replay ${wanted.length === 1 ? wanted[0] : `${wanted.length} deliveries`}?`, yes })
  const outcomes = await replayAll(client, wanted, dryRun)
  print(screen, outcomes, dryRun)
  if (outcomes.some(({ problem }) => problem !== undefined)) throw new EndsWith(exitCodes.failure)
}

/** Oldest first, as they came. */
async function choose(client: ApiClient, { limit, ...query }: Pick<Options, 'source' | 'state' | 'limit'>): Promise<Delivery[]> {
  const page = await readPages(client, { path: '/api/deliveries', shape: deliveryPageSchema, query, limit })
  return page.items.toReversed()
}

/** One after another: later ones build on what earlier ones did. */
async function replayAll(client: ApiClient, ids: string[], dryRun: boolean): Promise<Outcome[]> {
  const progress = openProgress(dryRun ? 'Trying out' : 'Replaying', ids.length)
  const outcomes: Outcome[] = []
  try {
    for (const id of ids) {
      outcomes.push(await replayOne(client, id, dryRun))
      progress.set(outcomes.length)
    }
  } finally {
    progress.end()
  }
  return outcomes
}

async function replayOne(client: ApiClient, id: string, dryRun: boolean): Promise<Outcome> {
  const path = `/api/deliveries/${encodeURIComponent(id)}`
  const delivery = await client.get(path, deliveryDetailSchema)
  try {
    const replayed = await client.post(`${path}/replay`, replayedSchema, { dry_run: dryRun })
    return { delivery, replayed, problem: undefined }
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 500) throw error
    return { delivery, replayed: undefined, problem: error.detail }
  }
}

function print(screen: Screen, outcomes: readonly Outcome[], dryRun: boolean): void {
  if (screen.json) {
    const items = outcomes.map(({ delivery, replayed, problem }) => ({ delivery_id: delivery.id, ...replayed, problem }))
    screen.printJson({ items, next_cursor: null })
    return
  }
  for (const outcome of outcomes) screen.print(describeOutcome(screen, outcome))
  if (dryRun) screen.note('Nothing was changed: this was a dry run.')
}
