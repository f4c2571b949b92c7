// Finds the commits that may have caused an error. It is an extra: whoever does not answer in time is left out, and nothing is lost.
import { cleanLine } from '../intake/domain/text.ts'
import { touchIssue } from '../issues/attention.ts'
import { type Ctx, systemContext, type Tx, withTransaction } from '../platform/context.ts'
import type { Runtime } from '../platform/runtime.ts'
import { findSuspectCommits, type Suspect, suspicionMs, type TouchingCommit } from './domain/suspects.ts'
import { loadFixPolicy } from './fix-policy.ts'
import { findSuspectsJob } from './job-names.ts'
import type { CommitHistory, HistoryQuestion } from './ports.ts'
import type { KnownRepository } from './store/repositories.ts'
import {
  askForSuspects,
  type FoundSuspects,
  findQuestion,
  findRepositoryOfError,
  listDeploymentsAround,
  listPullsOfCommits,
  type MergeRow,
  type StoredSuspect,
  type SuspectsQuestion,
  saveSuspects,
} from './store/suspects.ts'

/** Whoever keeps a history has this long to tell it. */
const patienceMs = 12_000

/** Has the commits looked for once the transaction is over. */
export async function lookForSuspects(tx: Tx, issueId: string, question: SuspectsQuestion): Promise<void> {
  await askForSuspects(tx.db, { workspaceId: tx.workspaceId, issueId, now: tx.now }, question)
  tx.enqueue(findSuspectsJob, { workspace_id: tx.workspaceId, issue_id: issueId }, { singletonKey: issueId })
}

export interface FindSuspects {
  workspaceId: string
  issueId: string
  signal: AbortSignal
}

export async function findSuspects(
  runtime: Runtime,
  histories: readonly CommitHistory[],
  { workspaceId, issueId, signal }: FindSuspects,
): Promise<void> {
  const ctx = systemContext(runtime, workspaceId)
  const question = await findQuestion(ctx.db, workspaceId, issueId)
  if (!question) return
  const found = await find(ctx, histories, { issueId, question, signal })
  await withTransaction(ctx, (tx) => store(tx, issueId, found))
}

interface Search {
  issueId: string
  question: SuspectsQuestion
  signal: AbortSignal
}

async function find(
  ctx: Ctx,
  histories: readonly CommitHistory[],
  { issueId, question, signal }: Search,
): Promise<FoundSuspects> {
  const repository = await findRepositoryOfError(ctx.db, issueId)
  if (!repository) return nothing('unknown', null, 'No repository is connected whose commits could be looked at.')
  const { full_name: name } = repository
  if (question.frames.length === 0) return nothing('unknown', name, 'Its newest event names no file of the application itself.')
  const until = await lastMoment(ctx, repository, question)
  const asked = { repository, ...(await loadFixPolicy(ctx)), since: new Date(until.getTime() - suspicionMs), until }
  const commits = await ask(ctx, histories, { asked, signal })
  if (!commits)
    return nothing('unknown', name, `Neither a copy of ${name} nor its host told what came to ${repository.default_branch}.`)
  const suspects = findSuspectCommits(commits, { frames: question.frames, until })
  const span = `the 48 hours before ${until.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  if (suspects.length === 0)
    return nothing(
      'none',
      name,
      `None of the ${commits.length} commits to ${repository.default_branch} in ${span} touches a file of its stack.`,
    )
  const detail = `${suspects.length} of ${commits.length} commits to ${repository.default_branch} in ${span} touch files of its stack.`
  return { state: 'found', detail, repository: name, commits: await describe(ctx, repository, suspects) }
}

function nothing(state: 'none' | 'unknown', repository: string | null, detail: string): FoundSuspects {
  return { state, detail, repository, commits: [] }
}

/** The first occurrence; or before it the release that it happened in, or the deployment that was running. */
async function lastMoment(ctx: Ctx, { full_name: repository }: KnownRepository, question: SuspectsQuestion): Promise<Date> {
  const first = question.firstSeen ?? ctx.now
  const deployments = await listDeploymentsAround(ctx.db, { workspaceId: ctx.workspaceId, repository, at: first })
  const running = deployments.findLast((deployment) => deployment.deployed_at <= first)?.deployed_at
  const times = [first, running, question.releasedAt].filter((time) => time != null).map((time) => time.getTime())
  return new Date(Math.min(...times))
}

async function ask(
  ctx: Ctx,
  histories: readonly CommitHistory[],
  { asked, signal }: { asked: HistoryQuestion; signal: AbortSignal },
): Promise<TouchingCommit[] | null> {
  for (const history of histories) {
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])
    try {
      const commits = await Promise.race([history.read(asked, inTime), refusal(inTime)])
      if (commits) return commits
    } catch (error) {
      ctx.log.warn({ err: error, repository: asked.repository.id }, 'fixes.history_not_told')
    }
  }
  return null
}

function refusal(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
}

async function describe(ctx: Ctx, repository: KnownRepository, suspects: readonly Suspect[]): Promise<StoredSuspect[]> {
  const shas = suspects.map(({ sha }) => sha)
  const pulls = await listPullsOfCommits(ctx.db, { workspaceId: ctx.workspaceId, repository: repository.full_name, shas })
  return suspects.map(({ sha, subject, committedAt, score, files }) => ({
    sha,
    subject: cleanLine(subject, 200),
    url: addressOf(ctx, repository, sha),
    committed_at: committedAt,
    score,
    files: files.slice(0, 5).map((file) => cleanLine(file, 300)),
    pull_request: pullOf(pulls, sha),
  }))
}

function pullOf(pulls: readonly MergeRow[], sha: string): StoredSuspect['pull_request'] {
  const pull = pulls.find((each) => each.merge_sha === sha)
  return pull ? { repository: pull.repository, number: pull.number, title: pull.title, url: pull.url } : null
}

function addressOf(ctx: Ctx, { provider, full_name }: KnownRepository, sha: string): string | null {
  const api = new URL(ctx.system.config.GITHUB_API_URL).hostname
  return provider === 'github' ? `https://${api === 'api.github.com' ? 'github.com' : api}/${full_name}/commit/${sha}` : null
}

async function store(tx: Tx, issueId: string, found: FoundSuspects): Promise<void> {
  await saveSuspects(tx.db, issueId, { ...found, now: tx.now })
  await touchIssue(tx, issueId)
  tx.emit({
    type: 'issue.enriched',
    issueId,
    payload: { source: 'repository', suspects: found.commits.length, detail: found.detail },
  })
}
