// Where in a column an issue goes: beside a neighbour that the caller names, or on top of a column that it enters.
import type { Tx } from '../platform/context.ts'
import { Invalid } from '../platform/errors.ts'
import { longestRank, rankBetween, rankOnTop, spreadRanks } from './domain/rank.ts'
import { findIssueById, type IssueRow } from './store/issue-store.ts'
import { type ColumnPlace, firstRankOf, neighbourRank, ranksAround, writeRanks } from './store/rank-store.ts'

export interface Target {
  statusId: string
  place: { before?: string | null | undefined; after?: string | null | undefined } | undefined
}

/** The new rank, or undefined when the issue stays where it is. */
export async function placeInColumn(tx: Tx, issue: IssueRow, target: Target): Promise<string | undefined> {
  const neighbourId = target.place?.before ?? target.place?.after
  if (neighbourId)
    return besideNeighbour(tx, issue, { statusId: target.statusId, neighbourId, side: target.place?.before ? 'before' : 'after' })
  return target.statusId === issue.status_id ? undefined : onTopOf(tx, target.statusId)
}

/** Above all that is in the column. */
export async function onTopOf(tx: Tx, statusId: string): Promise<string> {
  return rankOnTop(await firstRankOf(tx.db, statusId))
}

interface Beside {
  statusId: string
  neighbourId: string
  side: 'before' | 'after'
}

/** How many issues on each side are spread at first, when keys have become equal or long; then the whole column. */
const windows = [250, 1_000_000]

async function besideNeighbour(tx: Tx, issue: IssueRow, beside: Beside): Promise<string> {
  const rank = await tryBeside(tx, issue, beside)
  if (rank !== undefined && rank.length <= longestRank) return rank
  for (const window of windows) {
    if (!(await spreadAround(tx, await findNeighbour(tx, issue, beside), window))) continue
    const spread = await tryBeside(tx, issue, beside)
    if (spread !== undefined && spread.length <= longestRank) return spread
  }
  throw new Error(`column ${beside.statusId} has no room after spreading`)
}

/** Whoever asks holds the lock of the columns. False when the bounds of the window leave no room. */
async function spreadAround(tx: Tx, place: ColumnPlace, window: number): Promise<boolean> {
  const { ids, before, after } = await ranksAround(tx.db, place, window)
  const ranks = spreadRanks(ids.length, before, after)
  if (!ranks || ranks.some((rank) => rank.length > longestRank / 2)) return false
  await writeRanks(
    tx.db,
    ids.map((id, index) => ({ id, rank: ranks[index] ?? 'a0' })),
  )
  return true
}

async function tryBeside(tx: Tx, issue: IssueRow, beside: Beside): Promise<string | undefined> {
  const neighbour = await findNeighbour(tx, issue, beside)
  const beyond = await neighbourRank(tx.db, neighbour, { side: beside.side, exceptId: issue.id })
  return beside.side === 'before' ? rankBetween(beyond, neighbour.rank) : rankBetween(neighbour.rank, beyond)
}

async function findNeighbour(tx: Tx, issue: IssueRow, { statusId, neighbourId, side }: Beside): Promise<ColumnPlace> {
  const neighbour = await findIssueById(tx.db, tx.workspaceId, neighbourId)
  if (!neighbour || neighbour.status_id !== statusId || neighbour.id === issue.id) {
    throw new Invalid([{ path: `rank.${side}`, message: 'is not another issue of that column' }])
  }
  return { statusId, rank: neighbour.rank, id: neighbour.id }
}
