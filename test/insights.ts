// A workspace whose figures can be computed by hand: seven stories of two weeks in March 2026.
import { newId } from '#src/platform/ids.ts'
import type { TestRuntime, TestWorkspace } from '#test/runtime.ts'

export interface Furnished {
  runtime: TestRuntime
  workspace: TestWorkspace
  /** Ids by their names. */
  agents: Record<string, string>
  issues: Record<string, string>
}

/** An hour of W10 and W11: `0` is Monday, 2 March 2026, 00:00 UTC. */
export const hour = (hours: number) => new Date(Date.UTC(2026, 2, 2) + hours * 3_600_000)
export const W11 = 7 * 24

interface Story {
  name: string
  agent?: 'One' | 'Two'
  seen?: number
  created: number
  planned?: number
  pulled?: number
  deployed?: number
  verdict?: number
  state?: 'verified' | 'failed' | 'inconclusive'
  broken?: number
  simulated?: boolean
  isNoError?: boolean
  /** [hour, dollars, notional] */
  costs?: [number, number, boolean?][]
}

const stories: Story[] = [
  {
    name: 'A',
    agent: 'One',
    seen: 8,
    created: 8.5,
    planned: 9.5,
    pulled: 10.5,
    deployed: 12.5,
    verdict: 60.5,
    state: 'verified',
    costs: [
      [9, 1.5],
      [10, 0.5],
    ],
  },
  {
    name: 'B',
    agent: 'One',
    seen: 32,
    created: 33.5,
    planned: 34,
    pulled: 36,
    deployed: 37,
    verdict: 84,
    state: 'failed',
    costs: [[35, 3]],
  },
  {
    name: 'C',
    agent: 'Two',
    seen: W11,
    created: W11 + 1,
    planned: W11 + 2,
    pulled: W11 + 6,
    deployed: W11 + 7,
    verdict: W11 + 9,
    state: 'verified',
    broken: W11 + 100,
    costs: [[W11 + 3, 4, true]],
  },
  { name: 'D', created: W11 + 2, pulled: W11 + 3, deployed: W11 + 4, verdict: W11 + 6, state: 'verified' },
  {
    name: 'G',
    agent: 'One',
    created: W11 + 3,
    pulled: W11 + 4,
    deployed: W11 + 5,
    verdict: W11 + 60,
    state: 'inconclusive',
    costs: [[W11 + 3, 0.25]],
  },
  {
    name: 'S',
    agent: 'One',
    seen: 1,
    created: 2,
    planned: 3,
    pulled: 4,
    deployed: 5,
    verdict: 6,
    state: 'verified',
    simulated: true,
  },
  { name: 'F', agent: 'One', created: 5, planned: 6, pulled: 7, isNoError: true, costs: [[6, 9.9]] },
]

/** A workspace whose figures can be computed by hand. */
export async function furnish(runtime: TestRuntime, workspace: TestWorkspace): Promise<Furnished> {
  const furnished: Furnished = { runtime, workspace, agents: {}, issues: {} }
  const { kysely: db } = runtime.database
  const shared = { workspace_id: workspace.id, created_at: hour(0) }
  const repository = {
    id: newId('rep'),
    ...shared,
    name: 'shop',
    provider: 'github' as const,
    full_name: 'acme/shop',
    git_url: 'https://github.com/acme/shop.git',
    default_branch: 'main',
  }
  await db.insertInto('dispatch_repository').values(repository).execute()
  for (const name of ['One', 'Two']) {
    const id = newId('agt')
    furnished.agents[name] = id
    await db
      .insertInto('dispatch_agent')
      .values({ id, ...shared, name, adapter: 'claude_code' })
      .execute()
  }
  for (const [index, story] of stories.entries())
    await furnishStory(furnished, story, { number: index + 1, repositoryId: repository.id })
  return furnished
}

async function furnishStory(
  { runtime, workspace, agents, issues }: Furnished,
  story: Story,
  place: { number: number; repositoryId: string },
): Promise<void> {
  const { kysely: db } = runtime.database
  const shared = { workspace_id: workspace.id, created_at: hour(story.created) }
  const status = await db
    .selectFrom('dispatch_status')
    .select('id')
    .where('workspace_id', '=', workspace.id)
    .where('category', '=', 'in_review')
    .executeTakeFirstOrThrow()
  const id = newId('iss')
  issues[story.name] = id
  const by = JSON.stringify({ type: 'system', id: 'system', name: 'Test' })
  const agentId = story.agent ? (agents[story.agent] ?? null) : null
  const simulated = story.simulated ?? false
  await db
    .insertInto('dispatch_issue')
    .values({
      id,
      ...shared,
      number: place.number,
      title: `Story ${story.name}`,
      status_id: status.id,
      rank: `a${place.number}`,
      assignee_agent_id: agentId,
      repository_id: place.repositoryId,
      created_by: by,
      updated_at: hour(story.created),
      simulated,
    })
    .execute()
  if (!story.isNoError)
    await db
      .insertInto('dispatch_external_issue')
      .values({
        id: newId('ext'),
        ...shared,
        issue_id: id,
        source: 'sentry',
        external_id: story.name,
        is_error_source: true,
        first_seen: story.seen === undefined ? null : hour(story.seen),
        updated_at: hour(story.created),
      })
      .execute()
  const runId = agentId ? newId('run') : null
  if (runId && agentId)
    await db
      .insertInto('dispatch_run')
      .values({
        id: runId,
        ...shared,
        issue_id: id,
        agent_id: agentId,
        repository_id: place.repositoryId,
        kind: 'implement',
        state: 'finished',
        reason: 'succeeded',
        finished_at: hour(story.pulled ?? 0),
        requested_by: by,
        budget_micro_usd: 5_000_000,
        simulated,
      })
      .execute()
  if (story.planned !== undefined)
    await db
      .insertInto('dispatch_plan')
      .values({
        id: newId('pln'),
        ...shared,
        created_at: hour(story.planned),
        issue_id: id,
        run_id: runId,
        version: 1,
        state: 'approved',
        content: 'Mend it.',
        content_hash: 'h',
        created_by: by,
      })
      .execute()
  for (const [index, [at, dollars, notional = false]] of (story.costs ?? []).entries())
    await db
      .insertInto('dispatch_ledger')
      .values({
        id: newId('led'),
        workspace_id: workspace.id,
        run_id: runId ?? '',
        issue_id: id,
        agent_id: agentId ?? '',
        kind: index === 0 ? 'settle' : 'adjust',
        micro_usd: dollars * 1_000_000,
        day: hour(at).toISOString().slice(0, 10),
        source: 'proxy_meter',
        notional,
        at: hour(at),
      })
      .execute()
  if (story.pulled === undefined) return
  const pullId = newId('pul')
  const merged = { state: 'merged' as const, merge_sha: `${place.number}`.repeat(40), merged_at: hour(story.pulled) }
  await db
    .insertInto('dispatch_pull_request')
    .values({
      id: pullId,
      ...shared,
      created_at: hour(story.pulled),
      repository: 'acme/shop',
      number: place.number,
      title: 'A fix',
      ...merged,
      run_id: runId,
      vendor_updated_at: hour(story.pulled),
      updated_at: hour(story.pulled),
    })
    .execute()
  await db
    .insertInto('dispatch_issue_pr')
    .values({
      id: newId('lnk'),
      ...shared,
      issue_id: id,
      pull_request_id: pullId,
      link_kind: 'closes',
      matched_by: 'branch',
      linked_by: by,
    })
    .execute()
  if (!story.state || story.verdict === undefined || story.deployed === undefined) return
  await db
    .insertInto('dispatch_fix_attempt')
    .values({
      id: newId('fix'),
      ...shared,
      issue_id: id,
      pull_request_id: pullId,
      repository: 'acme/shop',
      merge_sha: merged.merge_sha,
      merged_at: merged.merged_at,
      state: story.state,
      state_detail: 'As told.',
      deployed_at: hour(story.deployed),
      verdict_at: hour(story.verdict),
      broken_at: story.broken === undefined ? null : hour(story.broken),
      updated_at: hour(story.verdict),
    })
    .execute()
}
