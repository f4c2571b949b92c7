// Where in a column an issue goes: beside a neighbour that the caller names, or on top of a column that it enters.
import type { Tx } from '../platform/context.ts'
import { Invalid } from '../platform/errors.ts'
import { rankBetween, spreadRanks } from './domain/rank.ts'
import { columnOrder, findIssueById, firstRankOf, type IssueRow, neighbourRank, writeRanks } from './store/issue-store.ts'

export interface Target {
  statusId: string
  place: { before?: string | null | undefined; after?: string | null | undefined } | undefined
}

/** The new rank, or undefined when the issue stays where it is. */
export async function placeInColumn(tx: Tx, issue: IssueRow, target: Target): Promise<string | undefined> {
  const neighbourId = target.place?.before ?? target.place?.after
  if (neighbourId)
    return besideNeighbour(tx, issue, { statusId: target.statusId, neighbourId, side: target.place?.before ? 'before' : 'after' })
  if (target.statusId === issue.status_id) return undefined
  return rankBetween(null, await firstRankOf(tx.db, target.statusId))
}

interface Beside {
  statusId: string
  neighbourId: string
  side: 'before' | 'after'
}

async function besideNeighbour(tx: Tx, issue: IssueRow, beside: Beside): Promise<string> {
  const rank = await tryBeside(tx, issue, beside)
  if (rank !== undefined) return rank
  // Equal keys of parallel insertions leave no room: spread the column once, in its present order.
  const order = (await columnOrder(tx.db, beside.statusId)).filter((id) => id !== issue.id)
  const ranks = spreadRanks(order.length)
  await writeRanks(
    tx.db,
    order.map((id, index) => ({ id, rank: ranks[index] ?? 'a0' })),
  )
  const spread = await tryBeside(tx, issue, beside)
  if (spread === undefined) throw new Error(`column ${beside.statusId} has equal ranks after spreading`)
  return spread
}

async function tryBeside(tx: Tx, issue: IssueRow, { statusId, neighbourId, side }: Beside): Promise<string | undefined> {
  const neighbour = await findIssueById(tx.db, tx.workspaceId, neighbourId)
  if (!neighbour || neighbour.status_id !== statusId || neighbour.id === issue.id) {
    throw new Invalid([{ path: `rank.${side}`, message: 'is not another issue of that column' }])
  }
  const beyond = await neighbourRank(tx.db, { statusId, rank: neighbour.rank, id: neighbour.id }, side, issue.id)
  return side === 'before' ? rankBetween(beyond, neighbour.rank) : rankBetween(neighbour.rank, beyond)
}
