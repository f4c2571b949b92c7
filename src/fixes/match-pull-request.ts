// Finds the issues that a pull request names, and links it to them.
import { type IssueMatch, matchIssues, type PullText } from '../integrations/github/domain/match-issues.ts'
import { isHostOf, type Prefixes } from '../integrations/github/domain/references.ts'
import { resolveIssue } from '../issues/resolve-issue.ts'
import type { Tx } from '../platform/context.ts'
import { AppError } from '../platform/errors.ts'
import { linkPullRequest } from './link-pull-request.ts'
import type { LinkKind } from './store/links.ts'
import { findIssueOfRun, findIssuesByVendor, type PullRow } from './store/pulls.ts'

export interface NewlyLinked {
  issueId: string
  kind: LinkKind
  matchedBy: string
}

export interface MatchPull {
  pull: PullRow
  text: PullText
  prefixes: Prefixes
}

/** Returns the links that are new or stronger. */
export async function matchPullRequest(tx: Tx, { pull, text, prefixes }: MatchPull): Promise<NewlyLinked[]> {
  const linked: NewlyLinked[] = []
  for (const match of matchIssues(text, prefixes)) {
    for (const issueId of await issuesOf(tx, match)) {
      const link = { issueId, kind: match.kind, matchedBy: match.matchedBy }
      if (await linkPullRequest(tx, { ...link, pull })) linked.push(link)
    }
  }
  return linked
}

async function issuesOf(tx: Tx, { target }: IssueMatch): Promise<string[]> {
  switch (target.type) {
    case 'identifier':
      return issueByIdentifier(tx, target.identifier)
    case 'vendor_short_id':
      return (await findIssuesByVendor(tx.db, tx.workspaceId, { shortId: target.shortId })).map((row) => row.issue_id)
    case 'vendor_url': {
      const { source, externalId, host } = target
      const rows = await findIssuesByVendor(tx.db, tx.workspaceId, { source, externalId })
      return rows.filter((row) => isHostOf(row.url, host)).map((row) => row.issue_id)
    }
    case 'run': {
      const issueId = await findIssueOfRun(tx.db, tx.workspaceId, target.runId)
      return issueId ? [issueId] : []
    }
  }
}

/** Text names what it likes: an issue that does not exist is no error. */
async function issueByIdentifier(tx: Tx, identifier: string): Promise<string[]> {
  try {
    return [(await resolveIssue(tx, identifier)).id]
  } catch (error) {
    if (error instanceof AppError && error.status === 404) return []
    throw error
  }
}
