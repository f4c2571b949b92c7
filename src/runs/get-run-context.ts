// What an agent reads first: its task, whose words it may follow, and everything that others wrote, marked as data.
import { randomBytes } from 'node:crypto'
import { authorize } from '../access/authorize.ts'
import { toActor } from '../issues/to-card.ts'
import type { Actor, Ctx } from '../platform/context.ts'
import { NotFound } from '../platform/errors.ts'
import { toEarlierFix } from './domain/earlier-fix.ts'
import { type MarkedText, markedTextNotice, markText, type SourcedText } from './domain/marked-text.ts'
import { runTask } from './domain/run-task.ts'
import { type RepositoryRow, runPorts } from './ports.ts'
import { findNewestPlan } from './store/plans.ts'
import { findContextParts, listFailedFixes, listFailedRuns, listSuspects } from './store/run-context.ts'
import { findRun } from './store/runs.ts'

const TITLE_MAX = 500
const DESCRIPTION_MAX = 20_000
const INSTRUCTIONS_MAX = 20_000
const PLAN_MAX = 50_000
const RULES_MAX = 20_000
const SUMMARY_MAX = 1000
const SUSPECTS_MAX = 4000
const ruleFiles = ['AGENTS.md', 'CLAUDE.md']

type Parts = Awaited<ReturnType<typeof findContextParts>>

/** @throws NotFound, Forbidden for the run of another issue */
export async function getRunContext(ctx: Ctx, input: { runId?: string } = {}) {
  const runId = ctx.actor.type === 'run' ? ctx.actor.id : input.runId
  const known = runId === undefined ? undefined : await findRun(ctx.db, ctx.workspaceId, runId)
  if (!known) throw new NotFound('run', runId)
  authorize(ctx, 'issue.read', { issueId: known.issue_id })
  const parts = await findContextParts(ctx.db, known.id)
  const { run, issue, repository, parent } = parts
  const boundary = `data-${randomBytes(9).toString('hex')}`
  const mark = (from: SourcedText, maxChars: number) => markText(from, boundary, maxChars)
  const words = issueWords(parts, mark)
  const plan = await currentPlan(ctx, run.issue_id, mark)
  const failedFixes = await listFailedFixes(ctx.db, run.issue_id)
  return {
    notice: markedTextNotice,
    task: runTask(run.kind, parent?.outcome ?? null),
    run: {
      id: run.id,
      kind: run.kind,
      branch: run.branch,
      base_sha: run.base_sha,
      continues: parent && { run_id: parent.id, reason: parent.reason, outcome: parent.outcome },
    },
    issue: { id: issue.id, identifier: `${issue.prefix}-${issue.number}`, priority: issue.priority, source: issue.source },
    repository: describeRepository(repository),
    earlier_fixes: failedFixes.map(toEarlierFix),
    trusted: [...(await ownWords(ctx, parts, mark)), ...(plan.isApproved ? plan.text : []), ...words.trusted],
    untrusted: [
      ...words.untrusted,
      ...(plan.isApproved ? [] : plan.text),
      ...failedFixes.map((fix) => fixInWords(fix, mark)),
      ...(await earlierRuns(ctx, parts, mark)),
      ...(await suspectCommits(ctx, run.issue_id, mark)),
    ],
  }
}

type Mark = (from: SourcedText, maxChars: number) => MarkedText

function issueWords({ issue }: Parts, mark: Mark): { trusted: MarkedText[]; untrusted: MarkedText[] } {
  const author = nameOf(toActor(issue.created_by))
  const title = mark({ source: 'issue title', author, text: issue.title }, TITLE_MAX)
  const description = mark({ source: 'issue description', author, text: issue.description }, DESCRIPTION_MAX)
  return {
    trusted: [...(issue.is_title_trusted ? [title] : []), ...(issue.is_description_trusted ? [description] : [])],
    untrusted: [...(issue.is_title_trusted ? [] : [title]), ...(issue.is_description_trusted ? [] : [description])],
  }
}

/** Of people of this workspace, and of the repository's own rules. */
async function ownWords(ctx: Ctx, { run, repository, parent }: Parts, mark: Mark): Promise<MarkedText[]> {
  const words: MarkedText[] = []
  const plan = await findNewestPlan(ctx.db, run.issue_id)
  if (plan?.state === 'changes_requested' && plan.feedback) {
    const author = plan.decided_by ? nameOf(toActor(plan.decided_by)) : null
    words.push(mark({ source: `feedback on plan version ${plan.version}`, author, text: plan.feedback }, INSTRUCTIONS_MAX))
  }
  if (run.instructions && run.instructions !== plan?.feedback) {
    const source = parent?.question ? 'answer to your question' : 'instructions'
    words.push(mark({ source, author: nameOf(toActor(run.requested_by)), text: run.instructions }, INSTRUCTIONS_MAX))
  }
  return [...words, ...(await repositoryRules(ctx, { repository, baseSha: run.base_sha }, mark))]
}

/** The newest plan: a person's word once it is approved, an agent's until then. */
async function currentPlan(ctx: Ctx, issueId: string, mark: Mark): Promise<{ isApproved: boolean; text: MarkedText[] }> {
  const plan = await findNewestPlan(ctx.db, issueId)
  if (!plan || plan.state === 'superseded') return { isApproved: false, text: [] }
  const source = `plan version ${plan.version} (${plan.state.replace('_', ' ')})`
  return { isApproved: plan.state === 'approved', text: [mark({ source, author: null, text: plan.content }, PLAN_MAX)] }
}

/** The repository's own rules for agents, as they stand in the commit that the run began from. */
async function repositoryRules(
  ctx: Ctx,
  at: { repository: RepositoryRow; baseSha: string | null },
  mark: Mark,
): Promise<MarkedText[]> {
  const { git, repositoryAccess } = runPorts(ctx.system)
  if (!at.baseSha) return []
  const rules: MarkedText[] = []
  for (const path of ruleFiles) {
    const text = await git.readFile(repositoryAccess(at.repository), at.baseSha, path)
    if (text) rules.push(mark({ source: `repository rules, ${path}`, author: null, text }, RULES_MAX))
  }
  return rules
}

type FailedFix = Awaited<ReturnType<typeof listFailedFixes>>[number]

/** What was tried before and did not hold, in agents' and vendors' words; the facts stand in `earlier_fixes`. */
function fixInWords(fix: FailedFix, mark: Mark): MarkedText {
  const source = `fix that ${fix.state}, pull request #${fix.number}`
  return mark({ source, author: null, text: `${fix.title}\n${fix.state_detail}\n${fix.merge_sha}` }, SUMMARY_MAX)
}

async function earlierRuns(ctx: Ctx, { run }: Parts, mark: Mark): Promise<MarkedText[]> {
  return (await listFailedRuns(ctx.db, run.issue_id)).map((earlier) =>
    mark(
      {
        source: `earlier ${earlier.kind.replace('_', ' ')}, ${earlier.outcome ?? earlier.reason}`,
        author: null,
        text: [earlier.failure_code, earlier.failure_detail, earlier.outcome_summary].filter(Boolean).join('\n'),
      },
      SUMMARY_MAX,
    ),
  )
}

/** What changed near the error shortly before it, in the words of whoever committed it. */
async function suspectCommits(ctx: Ctx, issueId: string, mark: Mark): Promise<MarkedText[]> {
  const suspects = await listSuspects(ctx.db, issueId)
  if (suspects.length === 0) return []
  const lines = suspects.map(
    ({ sha, subject, committed_at, score, files }) => `${sha} ${committed_at} score ${score}: ${subject} (${files.join(', ')})`,
  )
  return [mark({ source: 'commits that may have caused the error', author: null, text: lines.join('\n') }, SUSPECTS_MAX)]
}

function describeRepository({ name, default_branch, setup_command, test_command }: RepositoryRow) {
  return { name, default_branch, setup_command, test_command }
}

const nameOf = (actor: Actor) => `${actor.type} ${actor.name}`
