// Labels that our own code puts on issues; they are made when the workspace does not have them.
import type { Tx } from '../platform/context.ts'
import { labelIdsOf, replaceLabels } from './store/issue-store.ts'
import { ensureLabels } from './store/lookup-store.ts'

const colors: Record<string, string> = { Sentry: 'amber', 'Fix Failed': 'red', 'Needs Human': 'red', Outage: 'red' }

/** Adds without an event of its own: the caller's event tells. Returns the names that were new to the issue. */
export async function addLabels(tx: Tx, issueId: string, names: string[]): Promise<string[]> {
  const wanted = await ensureLabels(
    tx.db,
    tx.workspaceId,
    names.map((name) => ({ id: tx.newId('lbl'), name, color: colors[name] ?? 'grey', now: tx.now })),
  )
  const present = await labelIdsOf(tx.db, issueId)
  const missing = wanted.filter((label) => !present.includes(label.id))
  if (missing.length > 0) await replaceLabels(tx.db, issueId, [...present, ...missing.map((label) => label.id)])
  return missing.map((label) => label.name)
}
