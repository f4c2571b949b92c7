// Links a pull request to an issue, or makes a link stronger. What a person removed stays removed, until a person brings it back.

import { touchIssue } from '../issues/attention.ts'
import type { Actor, Tx } from '../platform/context.ts'
import { changeLink, insertLink, type LinkKind, type LinkRow, lockLink } from './store/links.ts'
import type { PullRow } from './store/pulls.ts'

export interface LinkPull {
  issueId: string
  pull: Pick<PullRow, 'id' | 'repository' | 'number' | 'state'>
  kind: LinkKind
  matchedBy: string
  /** How alike the two are, for a suggestion. */
  score?: number
  /** Default: whoever acts. */
  linkedBy?: Actor
  /** A person's word replaces whatever was there; evidence only adds. */
  isPersonsWord?: boolean
}

const strength: Record<LinkKind, number> = { suggested: 0, mentions: 1, closes: 2 }

/** Returns the link's id when something changed. */
export async function linkPullRequest(tx: Tx, link: LinkPull): Promise<string | null> {
  const known = await lockLink(tx.db, link.issueId, link.pull.id)
  if (known && !isChange(known, link)) return null
  const id = known?.id ?? tx.newId('lnk')
  const written = { link_kind: link.kind, matched_by: link.matchedBy, linked_by: link.linkedBy ?? tx.actor }
  if (known) await changeLink(tx.db, id, written)
  else {
    const keys = { id, workspace_id: tx.workspaceId, issue_id: link.issueId, pull_request_id: link.pull.id }
    await insertLink(tx.db, { ...keys, ...written, score: link.score ?? null, created_at: tx.now })
  }
  await touchIssue(tx, link.issueId)
  tx.emit({
    type: 'pr.linked',
    issueId: link.issueId,
    subject: { type: 'pull_request', id: link.pull.id },
    payload: {
      link_id: id,
      repository: link.pull.repository,
      number: link.pull.number,
      state: link.pull.state,
      link_kind: link.kind,
      matched_by: link.matchedBy,
      ...(link.score !== undefined && { score: link.score }),
    },
  })
  return id
}

function isChange(known: LinkRow, link: LinkPull): boolean {
  if (link.isPersonsWord) return known.unlinked_at !== null || known.link_kind !== link.kind
  return known.unlinked_at === null && strength[link.kind] > strength[known.link_kind]
}
