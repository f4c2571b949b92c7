// `dispatch replay`: lets deliveries take effect again, or shows what they would do now beside what they did then.
import { setTimeout as delay } from 'node:timers/promises'
import type { Command } from 'commander'
import { type ReplayBatch, type ReplayItem, replayBatchSchema, replayItemPageSchema } from '../../intake/replay-schemas.ts'
import type { ApiClient } from '../shared/client.ts'
import { openTools } from '../shared/command.ts'
import { confirm } from '../shared/confirm.ts'
import { exitCodes } from '../shared/exit-codes.ts'
import { EndsWith, Interrupted, UsageError } from '../shared/failure.ts'
import { readPages } from '../shared/pages.ts'
import { openProgress } from '../shared/progress.ts'
import type { Screen } from '../shared/screen.ts'
import { describeItem } from './describe-item.ts'
import { type FilterOptions, toFilter } from './filter.ts'

interface Options extends FilterOptions {
  limit: number
  dryRun?: boolean
  changed?: boolean
  yes?: boolean
}

const lookEveryMs = 300

export async function replay(ids: string[], command: Command): Promise<void> {
  const { dryRun = false, changed, yes, limit, ...options } = command.opts<Options>()
  const filter = toFilter(options)
  const isFiltered = Object.keys(filter).length > 0
  if (ids.length > 0 === isFiltered)
    throw new UsageError('Name deliveries by their ids, or choose them by options such as --state and --source.')
  const { screen, client } = await openTools(command)
  if (!dryRun) await confirm(screen, { question: `Replay ${ids.length > 0 ? ids.join(', ') : 'all that pass'}?`, yes })
  const chosen = ids.length > 0 ? { ids } : { filter, limit }
  const batch = await client.post('/api/deliveries/replay', replayBatchSchema, { ...chosen, dry_run: dryRun })
  if (batch.total === 0 && !screen.json) return screen.note('There is no such delivery.')
  const ended = await waitFor(client, batch)
  const items = await readItems(client, ended, changed ? { changed: 'true' } : {})
  print(screen, ended, items)
  if (ended.failed > 0) throw new EndsWith(exitCodes.failure)
}

/** Ctrl-C stops the batch at the server, too. */
async function waitFor(client: ApiClient, batch: ReplayBatch): Promise<ReplayBatch> {
  const progress = openProgress(batch.dry_run ? 'Trying out' : 'Replaying', batch.total)
  const interrupted = new AbortController()
  const interrupt = () => interrupted.abort()
  process.once('SIGINT', interrupt)
  try {
    let seen = batch
    while (seen.state === 'running') {
      progress.set(seen.done + seen.failed)
      await delay(lookEveryMs, undefined, { signal: interrupted.signal })
      seen = await client.get(`/api/replays/${batch.id}`, replayBatchSchema)
    }
    return seen
  } catch (error) {
    if (!interrupted.signal.aborted) throw error
    const { done } = await client.post(`/api/replays/${batch.id}/cancel`, replayBatchSchema)
    throw new Interrupted(`canceled after ${done} of ${batch.total}`)
  } finally {
    process.off('SIGINT', interrupt)
    progress.end()
  }
}

async function readItems(client: ApiClient, batch: ReplayBatch, query: { changed?: string }): Promise<ReplayItem[]> {
  const path = `/api/replays/${batch.id}/items`
  return (await readPages(client, { path, shape: replayItemPageSchema, query, limit: Math.max(1, batch.total) })).items
}

function print(screen: Screen, batch: ReplayBatch, items: readonly ReplayItem[]): void {
  if (screen.json) {
    screen.printJson({ batch, items: items.map(toJson(batch)), next_cursor: null })
    return
  }
  for (const item of items) screen.print(describeItem(screen, item))
  const { done, changed, failed, total, is_cut } = batch
  if (total === 1 && done === 1 && !batch.dry_run)
    screen.note(`Replayed, ${changed > 0 ? 'with another outcome than before' : 'with the same outcome as before'}.`)
  if (total > 1) screen.note(`${done} of ${total} replayed, ${changed} with a difference, ${failed} failed.`)
  if (is_cut) screen.note('There are more: these were the oldest ones that pass. Go on with --since.')
  if (batch.dry_run) screen.note('Nothing was changed: this was a dry run.')
  if (batch.state === 'canceled') screen.note('Somebody canceled it: the rest was not replayed.')
}

const toJson =
  ({ dry_run }: ReplayBatch) =>
  (item: ReplayItem) => ({ delivery_id: item.delivery.id, decision: item.after, dry_run, ...item })
