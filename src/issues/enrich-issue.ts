// What was found out about an issue after it was filed: its description, and one event that says so.
import type { Tx } from '../platform/context.ts'
import { askToEmbed } from './ask-to-embed.ts'
import { resolveIssueForUpdate } from './resolve-issue.ts'
import { changeIssue } from './store/issue-store.ts'

export interface EnrichIssue {
  issueId: string
  description: string
  /** Who told. */
  source: string
  /** What was found, for the timeline. */
  found: Record<string, string | null>
}

/** @throws NotFound when the issue was deleted meanwhile */
export async function enrichIssue(tx: Tx, { issueId, description, source, found }: EnrichIssue): Promise<void> {
  const issue = await resolveIssueForUpdate(tx, issueId)
  const isChanged = issue.description !== description
  const written = { description, is_description_trusted: false, is_public_text: true }
  if (isChanged) await changeIssue(tx.db, issueId, { ...written, now: tx.now })
  const changes = isChanged ? { changes: { description: [issue.description, description] } } : {}
  tx.emit({ type: 'issue.enriched', issueId, payload: { source, ...found, ...changes } })
  if (isChanged) askToEmbed(tx, issueId)
}
