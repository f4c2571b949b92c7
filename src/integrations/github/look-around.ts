// What happened in a repository since the last look, told as webhooks would have told it.
import type { HostedIssueChanged } from '#src/intake/domain/code-host-signal.ts'
import type { PullRequestChanged, PushRecorded, Signal } from '#src/intake/domain/signal.ts'
import type { LookedAt, LookPosition, LookResult } from '#src/intake/ports.ts'
import { isRefusal, statusOf, toAppError } from './api-errors.ts'
import { recentDeployments, recentWorkflowRuns } from './deployments.ts'
import { fromIssue } from './domain/host-signal.ts'
import { issuesEvent, pullPayload } from './domain/payload.ts'
import { fromPullRequest } from './domain/pull-signal.ts'
import { fromPush } from './domain/push-signal.ts'
import type { GitHubApi } from './octokit.ts'

/** A repository in which more happens in a minute is told by the next look. */
const pageSize = 50
const maxPages = 5
/** GitHub shows some things a little after they happened. */
const overlapMs = 10 * 60_000
const refusalMs = 3_600_000

type Name = { owner: string; repo: string }

/** Looks at repositories; what a credential may not see is remembered for a while. */
export function createLookAround() {
  const refused = new Map<string, number>()
  return (api: GitHubApi, asked: LookedAt, since: LookPosition | null): Promise<LookResult> =>
    lookAround(api, { asked, refused }, since)
}

interface Looking {
  asked: LookedAt
  refused: Map<string, number>
}

/** The first look only says where to begin. @throws AppError */
async function lookAround(api: GitHubApi, { asked, refused }: Looking, since: LookPosition | null): Promise<LookResult> {
  const [owner = '', repo = ''] = asked.fullName.split('/')
  const name = { owner, repo }
  try {
    const pulls = await changedPulls(api, name, since?.pullsUntil ?? null)
    const head = await readHead(api, name, asked)
    if (!since) return { signals: [], pullsUntil: pulls.until ?? asked.now, headSha: head?.sha ?? null }
    const push =
      head && since.headSha !== null && since.headSha !== head.sha
        ? await readPush(api, name, { asked, head, before: since.headSha })
        : []
    const recent = new Date(Date.parse(since.lookedAt) - overlapMs)
    const { fullName, defaultBranch: branch, issueLabel: label } = asked
    const permitted = (what: string, ask: () => Promise<Signal[]>) => unlessRefused(refused, `${fullName} ${what}`, ask)
    const deployments = await permitted('deployments', () => recentDeployments(api, name, recent))
    const runs = await permitted('runs', () => recentWorkflowRuns(api, name, { branch, since: recent }))
    const issues = label === '' ? [] : await permitted('issues', () => labelledIssues(api, name, { label, since: recent }))
    return {
      signals: [...push, ...pulls.signals, ...deployments, ...runs, ...issues],
      pullsUntil: pulls.until ?? since.pullsUntil,
      headSha: head?.sha ?? since.headSha,
    }
  } catch (error) {
    throw toAppError(error, `looking at ${asked.fullName}`)
  }
}

/** Each is a right of its own, and the rest is told without it. A refusal costs as much as an answer, so it is believed for an hour. */
async function unlessRefused(refused: Map<string, number>, key: string, ask: () => Promise<Signal[]>): Promise<Signal[]> {
  if ((refused.get(key) ?? 0) > Date.now()) return []
  try {
    return await ask()
  } catch (error) {
    if (!isRefusal(error)) throw error
    refused.set(key, Date.now() + refusalMs)
    return []
  }
}

/** Newest first, until one is known. What changed in the very second of the last look is told again and known by its content. */
async function changedPulls(
  api: GitHubApi,
  name: Name,
  since: string | null,
): Promise<{ signals: PullRequestChanged[]; until: string | null }> {
  const signals: PullRequestChanged[] = []
  const order = { state: 'all', sort: 'updated', direction: 'desc' } as const
  for (let page = 1; page <= maxPages; page++) {
    const { data } = await api.rest.pulls.list({ ...name, ...order, per_page: pageSize, page })
    const told = data.flatMap((each) => readPull(each) ?? [])
    const news = told.filter(({ updatedAt }) => since === null || updatedAt >= since)
    signals.push(...news)
    if (since === null || news.length < told.length || data.length < pageSize) break
  }
  return { signals: signals.toReversed(), until: signals[0]?.updatedAt ?? null }
}

function readPull(data: { base: { repo: unknown } }) {
  const pull = pullPayload.safeParse(data)
  const base = data.base.repo as { id: number; full_name: string; default_branch: string; private: boolean }
  if (!pull.success) return null
  const { id, full_name, default_branch, private: isPrivate } = base
  const repository = { id, full_name, default_branch, private: isPrivate, pushed_at: null }
  return fromPullRequest({ action: 'polled', pull_request: pull.data, repository })
}

/** GitHub lists pull requests among them, which are told apart. No time is asked for: the same question is free while nothing changes. */
async function labelledIssues(api: GitHubApi, name: Name, asked: { label: string; since: Date }): Promise<HostedIssueChanged[]> {
  const order = { state: 'all', sort: 'updated', direction: 'desc' } as const
  const question = { labels: asked.label, per_page: pageSize }
  const { data } = await api.rest.issues.listForRepo({ ...name, ...order, ...question })
  const own = data.filter((each) => !each.pull_request && Date.parse(each.updated_at) >= asked.since.getTime())
  if (own.length === 0) return []
  const { data: repository } = await api.rest.repos.get(name)
  return own.toReversed().flatMap((issue) => {
    const event = issuesEvent.safeParse({ action: 'polled', issue, repository })
    return event.success ? [fromIssue(event.data, asked.since.toISOString())] : []
  })
}

interface Head {
  sha: string
}

async function readHead(api: GitHubApi, name: Name, { defaultBranch }: LookedAt): Promise<Head | null> {
  try {
    const { data } = await api.rest.repos.getBranch({ ...name, branch: defaultBranch })
    return { sha: data.commit.sha }
  } catch (error) {
    // An empty repository has no branches.
    if (statusOf(error) === 404) return null
    throw error
  }
}

interface Moved {
  asked: LookedAt
  head: Head
  before: string
}

/** What lies between two tips, as one push; a tip that the new one does not contain was pushed away. */
async function readPush(api: GitHubApi, name: Name, { asked, head, before }: Moved): Promise<PushRecorded[]> {
  const { data: repository } = await api.rest.repos.get(name)
  const between = await compare(api, name, `${before}...${head.sha}`)
  const forced = between?.status !== 'ahead'
  const commits = forced ? [] : (between?.commits ?? []).map(({ sha, commit }) => ({ id: sha, message: commit.message }))
  const event = { ref: `refs/heads/${asked.defaultBranch}`, before, after: head.sha, forced, commits }
  return [fromPush({ ...event, repository: { ...repository, pushed_at: null } }, asked.now)]
}

async function compare(api: GitHubApi, name: Name, basehead: string) {
  try {
    const { data } = await api.rest.repos.compareCommitsWithBasehead({ ...name, basehead, per_page: 250 })
    return data
  } catch (error) {
    if (statusOf(error) === 404 || statusOf(error) === 422) return null
    throw error
  }
}
