// New texts are to be found by their meaning: asked for after the commit, several in one job.
import type { Tx } from '../platform/context.ts'

/** A job's worth: the encoder takes some seconds for them. */
const mostTogether = 20

/** Filled while its transaction goes on; the job is written at the end. */
const open = new WeakMap<Tx, string[]>()

export function askToEmbed(tx: Tx, issueId: string): void {
  const asked = open.get(tx)
  if (asked && asked.length < mostTogether) {
    asked.push(issueId)
    return
  }
  const ids = [issueId]
  open.set(tx, ids)
  tx.enqueue('search.embed', { workspace_id: tx.workspaceId, issue_ids: ids })
}
