// Links an issue to its twin elsewhere by the address that a person pasted, and takes such a link away.
import { authorize } from '../access/authorize.ts'
import type { Config } from '../platform/config.ts'
import { type Ctx, withTransaction } from '../platform/context.ts'
import { Conflict, databaseErrorOf, Invalid, NotFound } from '../platform/errors.ts'
import { touchIssue } from './attention.ts'
import { mayOverruleGate } from './closing-columns.ts'
import { type RecognisedLink, recogniseLink, type VendorHosts } from './domain/external-url.ts'
import { linkExternalIssue } from './external-issues.ts'
import { type IssueRow, resolveIssue, resolveIssueForUpdate } from './resolve-issue.ts'
import { deleteLinkRow, findLinkedIssueId, lockLink } from './store/external-store.ts'

export interface LinkByUrl {
  issueId: string
  url: string
  title?: string | null | undefined
}

/** Naming a link that the issue has changes nothing. @throws NotFound, Invalid, Conflict `linked_elsewhere` */
export async function linkByUrl(ctx: Ctx, { issueId, url, title }: LinkByUrl): Promise<{ id: string; isNew: boolean }> {
  authorize(ctx, 'issue.write')
  const link = recogniseLink(url, vendorHosts(ctx.system.config))
  if ('problem' in link) throw new Invalid([{ path: 'url', message: link.problem }], 'unknown_link')
  return withTransaction(ctx, async (tx) => {
    const issue = await resolveIssueForUpdate(tx, issueId)
    const holder = await findLinkedIssueId(tx.db, {
      workspaceId: tx.workspaceId,
      source: link.source,
      externalId: link.externalId,
    })
    if (holder?.issue_id === issue.id) return { id: holder.id, isNew: false }
    if (holder) await refuseLinked(tx, holder.issue_id)
    const { id } = await linkExternalIssue(tx, toRow(issue, link, title ?? null)).catch(refuseRace)
    await touchIssue(tx, issue.id)
    const { source, externalId, shortId } = link
    const payload = { link_id: id, source, external_id: externalId, url: link.url, detail: `${source} ${shortId ?? externalId}` }
    tx.emit({ type: 'link.added', issueId: issue.id, payload })
    return { id, isNew: true }
  })
}

function toRow(issue: IssueRow, link: RecognisedLink, title: string | null) {
  const { source, url, project } = link
  return {
    issue_id: issue.id,
    source,
    external_id: link.externalId,
    short_id: link.shortId,
    url,
    title,
    project,
    is_error_source: link.isErrorSource,
    metadata: { linked_by_hand: true },
  }
}

async function refuseLinked(ctx: Ctx, issueId: string): Promise<never> {
  const { prefix, number } = await resolveIssue(ctx, issueId)
  throw new Conflict('linked_elsewhere', `${prefix}-${number} is linked to it. Relate the two issues instead.`, {
    issue: `${prefix}-${number}`,
  })
}

function refuseRace(error: unknown): never {
  if (databaseErrorOf(error)?.code === '23505')
    throw new Conflict('linked_elsewhere', 'Another issue was linked to it in the same moment.')
  throw error
}

/** An error's link is what holds the close gate: only who may overrule the gate takes it away. @throws NotFound, Conflict `close_gate` */
export async function unlink(ctx: Ctx, { issueId, linkId }: { issueId: string; linkId: string }): Promise<void> {
  authorize(ctx, 'issue.write')
  await withTransaction(ctx, async (tx) => {
    const issue = await resolveIssueForUpdate(tx, issueId)
    const link = await lockLink(tx.db, issue.id, linkId)
    if (!link) throw new NotFound('link', linkId)
    if (link.is_error_source && !mayOverruleGate(tx)) {
      throw new Conflict(
        'close_gate',
        'This link says that the issue came from an error. A person, or an admin key, takes it away.',
        {
          reason: 'verdict_missing',
        },
      )
    }
    await deleteLinkRow(tx.db, link.id)
    await touchIssue(tx, issue.id)
    const { source, external_id, url } = link
    tx.emit({ type: 'link.removed', issueId: issue.id, payload: { link_id: link.id, source, external_id, url } })
  })
}

function vendorHosts(config: Config): VendorHosts {
  return { sentry: hostOf(config.SENTRY_API_URL), github: hostOf(config.GITHUB_API_URL) }
}

function hostOf(url: string | undefined): string[] {
  if (!url || !URL.canParse(url)) return []
  return [new URL(url).hostname.toLowerCase()]
}
