// People's word on which pull request belongs to an issue. It holds over what any text says.
import { authorize } from '../access/authorize.ts'
import { touchIssue } from '../issues/attention.ts'
import { resolveIssue } from '../issues/resolve-issue.ts'
import type { Ctx, Tx } from '../platform/context.ts'
import { NotFound, Unprocessable } from '../platform/errors.ts'
import { applyLink } from './apply-link.ts'
import { isOpen } from './domain/attempt.ts'
import { loadFixPolicy } from './fix-policy.ts'
import { refoldAttempts } from './late-news.ts'
import { linkPullRequest } from './link-pull-request.ts'
import { readIssuePulls } from './read-pulls.ts'
import type { LinkPullBody, PullLink } from './schemas.ts'
import { lockAttemptsOfIssue, moveAttempt } from './store/attempts.ts'
import { findLink, type LinkRow, removeLink } from './store/links.ts'
import { findPull, insertPull, lockPull, type PullRow } from './store/pulls.ts'
import { findRepository, type KnownRepository } from './store/repositories.ts'
import { weighEvidence } from './weigh-evidence.ts'

/** @throws NotFound, Unprocessable `unknown_repository` */
export async function linkByHand(ctx: Ctx, input: { issueId: string; body: LinkPullBody }): Promise<PullLink> {
  authorize(ctx, 'issue.write')
  const { repository: name, number, link_kind: kind } = input.body
  return weighEvidence(ctx, async (tx) => {
    const issue = await resolveIssue(tx, input.issueId)
    const repository = await findRepository(tx.db, tx.workspaceId, name)
    if (!repository)
      throw new Unprocessable('unknown_repository', `No repository of this workspace is called ${name}. Connect it first.`)
    const pull = await findOrRecord(tx, repository, number)
    await linkPullRequest(tx, { issueId: issue.id, pull, kind, matchedBy: 'person', isPersonsWord: true })
    if (kind === 'closes') await applyLink(tx, { issueId: issue.id, pull, policy: await loadFixPolicy(tx), isPersonsWord: true })
    return linkOf(tx, issue.id, pull)
  })
}

/** A suggestion becomes a link that closes. @throws NotFound */
export async function confirmLink(ctx: Ctx, { issueId, linkId }: { issueId: string; linkId: string }): Promise<PullLink> {
  authorize(ctx, 'issue.write')
  return weighEvidence(ctx, async (tx) => {
    const { issue, pull } = await loadLink(tx, issueId, linkId)
    await linkPullRequest(tx, { issueId: issue.id, pull, kind: 'closes', matchedBy: 'person', isPersonsWord: true })
    await applyLink(tx, { issueId: issue.id, pull, policy: await loadFixPolicy(tx), isPersonsWord: true })
    return linkOf(tx, issue.id, pull)
  })
}

/** No later delivery brings it back; its open fix attempt ends, and one that it superseded goes on. @throws NotFound */
export async function unlink(ctx: Ctx, { issueId, linkId }: { issueId: string; linkId: string }): Promise<void> {
  authorize(ctx, 'issue.write')
  await weighEvidence(ctx, async (tx) => {
    const { issue, link, pull } = await loadLink(tx, issueId, linkId)
    await removeLink(tx.db, link.id, tx.now)
    await endAttempt(tx, issue.id, pull)
    await refoldAttempts(tx, issue.id)
    await touchIssue(tx, issue.id)
    tx.emit({
      type: 'pr.unlinked',
      issueId: issue.id,
      subject: { type: 'pull_request', id: pull.id },
      payload: {
        link_id: link.id,
        repository: pull.repository,
        number: pull.number,
        state: pull.state,
        link_kind: link.link_kind,
      },
    })
  })
}

async function loadLink(
  tx: Tx,
  issueId: string,
  linkId: string,
): Promise<{ issue: { id: string }; link: LinkRow; pull: PullRow }> {
  const issue = await resolveIssue(tx, issueId)
  const link = await findLink(tx.db, issue.id, linkId)
  const pull = link && (await findPull(tx.db, tx.workspaceId, link.pull_request_id))
  if (!link || !pull) throw new NotFound('link', linkId)
  return { issue, link, pull }
}

async function endAttempt(tx: Tx, issueId: string, pull: PullRow): Promise<void> {
  const attempt = (await lockAttemptsOfIssue(tx.db, issueId)).find(
    (each) => each.pull_request_id === pull.id && isOpen(each.state),
  )
  if (!attempt) return
  const detail = 'The pull request was unlinked from the issue.'
  const changes = { state_detail: detail, verdict_at: tx.now }
  await moveAttempt(tx.db, attempt.id, { from: attempt.state, to: 'superseded', changes, now: tx.now })
  tx.emit({
    type: 'fix.superseded',
    issueId,
    subject: { type: 'fix', id: attempt.id },
    payload: { fix_id: attempt.id, state: 'superseded', detail },
  })
}

/** One that no delivery has told of yet is believed to be open; the next delivery or look at GitHub says more. */
async function findOrRecord(tx: Tx, repository: KnownRepository, number: number): Promise<PullRow> {
  const key = { workspaceId: tx.workspaceId, repository: repository.full_name, number }
  const known = await lockPull(tx.db, key)
  if (known) return known
  await insertPull(tx.db, {
    id: tx.newId('pul'),
    workspace_id: tx.workspaceId,
    repository: repository.full_name,
    repository_id: repository.id,
    number,
    title: `${repository.full_name}#${number}`,
    url: addressOf(tx, repository, number),
    state: 'open',
    vendor_updated_at: new Date(0),
    created_at: tx.now,
    updated_at: tx.now,
  })
  const pull = await lockPull(tx.db, key)
  if (!pull) throw new Error('a pull request vanished inside its own transaction')
  return pull
}

function addressOf(tx: Tx, { provider, full_name }: KnownRepository, number: number): string | null {
  const isPublicGitHub = provider === 'github' && tx.system.config.GITHUB_API_URL === 'https://api.github.com'
  return isPublicGitHub ? `https://github.com/${full_name}/pull/${number}` : null
}

async function linkOf(tx: Tx, issueId: string, pull: PullRow): Promise<PullLink> {
  const link = (await readIssuePulls(tx, issueId)).items.find(
    (each) => each.repository === pull.repository && each.number === pull.number,
  )
  if (!link) throw new Error('a link vanished inside its own transaction')
  return link
}
