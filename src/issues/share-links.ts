// A duplicate's links to the outside belong to the original: what is reported from now on is about it, and so is the close gate.
import type { Tx } from '../platform/context.ts'
import { warnIfDone } from './external-issues.ts'
import { holdError, lockLinksOf, moveLinkRows } from './store/external-store.ts'
import { findRootOriginal } from './store/relation-store.ts'

/** Returns the links that went, to whichever issue stands at the end of a row of duplicates. */
export async function moveLinksToOriginal(tx: Tx, { from, to }: { from: string; to: string }): Promise<string[]> {
  const links = await lockLinksOf(tx.db, from)
  if (links.length === 0) return []
  const root = await findRootOriginal(tx.db, to)
  if (links.some((link) => link.is_error_source)) await warnIfDone(tx, root)
  const ids = links.map((link) => link.id)
  await moveLinkRows(tx.db, { workspaceId: tx.workspaceId, ids, to: root, now: tx.now })
  return ids
}

/** Those that are still there. */
export async function giveLinksBack(tx: Tx, { links, to }: { links: string[]; to: string }): Promise<void> {
  if (links.length === 0) return
  if (await holdError(tx.db, links)) await warnIfDone(tx, to)
  await moveLinkRows(tx.db, { workspaceId: tx.workspaceId, ids: links, to, now: tx.now })
}
