// The loop, end to end: a real error becomes a verified fix. Real server, agent CLI, browser and git; scripted model and vendors.
import { createHash } from 'node:crypto'
import { availableParallelism, loadavg } from 'node:os'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Issue } from '#src/issues/schemas.ts'
import type { Run } from '#src/runs/schemas.ts'
import { createServerDatabase } from '#test/database/server-template.ts'
import { pullRequestEvent } from '#test/stand-ins/github-api.ts'
import { bareRemote, brokenFile, mendedLine } from './kit/bare-remote.ts'
import type { BoardStream } from './kit/board-stream.ts'
import { logIn, openBrowser, openPage } from './kit/browser.ts'
import { findOnDisk } from './kit/disk.ts'
import { showLogsOfFailures } from './kit/dispatch.ts'
import { launch } from './kit/launcher.ts'
import { readLedger } from './kit/ledger.ts'
import { approvePlan, finishedRun, readPlan, readRun, runOf, runsOf, transcriptOf } from './kit/runs.ts'
import { planText, type ShopInstallation, startShop } from './kit/shop-installation.ts'
import { fixBecomes, fixOf, isDeployed, nowAt, processed, pullRequestSays, readIssue } from './kit/story.ts'
import { stopAfterFailure } from './kit/story-steps.ts'
import { waitFor } from './kit/wait-for.ts'
import { sendGithub, sendSentryIssue } from './kit/webhooks.ts'

const sentryId = '4820175533'
const title = "TypeError: Cannot read properties of undefined (reading 'total')"
const server = process.env.DISPATCH_TEST_PG_URL
const engines = ['embedded', ...(server ? ['postgres'] : [])]

describe.each(engines)('a real error becomes a verified fix (%s database)', (engine) => {
  let installation: ShopInstallation
  let database: { url: string; drop(): Promise<void> } | undefined
  let browser: Browser
  let page: Page
  let problems: string[]
  let stream: BoardStream
  let issueId: string
  let implemented: Run
  /** Without root and without bubblewrap nothing can confine an agent, and then a real one may only read outside text. */
  let isConfined: boolean
  const times = { onBoard: 0, decided: 0 }

  beforeAll(async () => {
    database = engine === 'postgres' && server ? await createServerDatabase(server, { isMigrated: false }) : undefined
    installation = await startShop({ pages: true, environment: database ? { PG_DATABASE_URL: database.url } : {} })
    browser = await openBrowser()
    const opened = await openPage(browser)
    page = opened.page
    problems = opened.problems
    stream = await installation.dispatch.stream({ lastEventId: 0 })
  })
  afterAll(async () => {
    stream?.close()
    await browser?.close()
    await installation?.close()
    await database?.drop()
  })
  showLogsOfFailures(() => installation?.dispatch)
  stopAfterFailure()

  const card = () => stream.events.findLast(({ data }) => data.issue?.id === issueId)?.data.issue
  const happens = (type: string, timeoutMs = 60_000) =>
    stream.waitFor((event) => event.type === type && (!issueId || event.data.issue_id === issueId), { what: type, timeoutMs })

  test('an error that Sentry tells is on the board, in the stream and in the browser', async () => {
    const { dispatch } = installation
    await logIn(page, dispatch.origin, dispatch.password)
    await page.goto(`${dispatch.origin}/board`)
    await page.getByText('Watch a simulated loop').waitFor()
    const error = { firstSeen: await nowAt(dispatch, -10 * 86_400_000), lastSeen: await nowAt(dispatch, -60_000), count: '240' }
    const sentAt = Date.now()
    const answer = await sendSentryIssue(dispatch, 'issue-created', { ...error, priority: 'medium' })
    expect(answer).toMatchObject({ status: 202, body: { status: 'accepted' } })
    const [created] = await Promise.all([happens('issue.created'), page.getByText(title).first().waitFor()])
    times.onBoard = Date.now() - sentAt
    expect(created.data.actor?.type).toBe('webhook')
    issueId = created.data.issue_id ?? ''
    const issue = await readIssue(dispatch, issueId)
    expect(issue).toMatchObject({ source: 'sentry', priority: 'P2', is_error_sourced: true, status: { category: 'backlog' } })
    expect(issue.title).toContain(title)
    expect(issue.labels.map(({ name }) => name)).toContain('Sentry')
    expect(issue.external_issues).toMatchObject([{ source: 'sentry', external_id: sentryId, project: 'checkout-api' }])
  })

  test('assigned, the real agent investigates through our tools and posts a plan', async () => {
    const { dispatch, model, agentId, secrets } = installation
    const assignedAt = Date.now()
    await dispatch.api.patch(`/api/issues/${issueId}`, { assignee: agentId })
    times.decided = (await happens('run.queued')).receivedAt - assignedAt
    await happens('plan.submitted')
    const run = await finishedRun(dispatch, issueId, 'investigate')
    expect(run).toMatchObject({ reason: 'succeeded', outcome: 'investigation_complete', simulated: false, failure_code: null })
    expect(run.agent.adapter).toBe('claude_code')
    expect(run.cost_usd).toBeGreaterThan(0)
    isConfined = run.confinement !== 'none'
    const plan = await readPlan(dispatch, issueId)
    expect(plan).toMatchObject({ state: 'submitted', version: 1, content: planText, created_by: { type: 'run' } })
    expect(plan.content_hash).toBe(createHash('sha256').update(planText).digest('hex'))
    expect(plan.base_sha).toBe(installation.remote.tip('main'))
    expect(await readIssue(dispatch, issueId)).toMatchObject({
      status: { category: 'needs_review' },
      waiting_on: { who: 'person' },
    })

    // The model is asked with the real key, which only the proxy has; nothing that a stranger wrote stands in the prompt.
    const [first] = model.requests.filter(({ tools }) => tools.length > 0)
    expect(first?.tools).toContain('mcp__dispatch__post_plan')
    expect(new Set(model.requests.map(({ key }) => key))).toEqual(new Set([secrets[0]]))
    expect(first?.body).not.toContain("reading 'total'")
  })

  test('a person reads the plan in the browser and approves exactly that', async () => {
    const { dispatch } = installation
    const { identifier } = await readIssue(dispatch, issueId)
    await page.goto(`${dispatch.origin}/issues/${identifier}`)
    await page.getByRole('heading', { name: 'Guard the total' }).waitFor()
    await page.getByText('The cart is missing on orders without items.').waitFor()
    await page.getByRole('button', { name: /^Approve and implement/ }).click()
    const approved = await happens('plan.approved')
    expect(approved.data.actor).toMatchObject({ type: 'person', name: 'Tester' })
    expect(await readPlan(dispatch, issueId)).toMatchObject({ state: 'approved', decided_by: { type: 'person', name: 'Tester' } })
    if (isConfined) return
    await page.getByText('Approved, but not started').waitFor()
    const { decisions } = await dispatch.api.get<{ decisions: object[] }>(`/api/issues/${issueId}/why`)
    expect(decisions).toContainEqual(expect.objectContaining({ result: 'refuse', reason: 'unconfined_public_text' }))
    await dispatch.api.post(`/api/issues/${issueId}/runs`, { kind: 'implement', agent: await rehearsingAgent() })
  })

  /** Dispatch's own code in the part of an agent, for what no real one may do here. */
  async function rehearsingAgent(): Promise<string> {
    const { api } = installation.dispatch
    const { items } = await api.get<{ items: { id: string; name: string }[] }>('/api/agents')
    const known = items.find(({ name }) => name === 'Rehearsal')
    return (known ?? (await api.post<{ id: string }>('/api/agents', { name: 'Rehearsal', adapter: 'simulator' }))).id
  }

  test('the agent commits; what came of outside text is held until a person has seen the commit', async () => {
    const { dispatch, remote, github } = installation
    const run = await runOf(dispatch, issueId, {
      kind: 'implement',
      what: 'the branch to be held',
      is: ({ state, push_state }) => state === 'finished' && push_state !== 'pending',
    })
    expect(run).toMatchObject({ reason: 'succeeded', outcome: 'completed', push_state: 'held', parent_run_id: null })
    expect(run.branch).toMatch(/^dispatch\/dispatch-\d+-/)
    expect(remote.branches()).toEqual(['main'])
    expect(github.repositories.get('acme/shop')?.pulls).toEqual([])
    expect((await readIssue(dispatch, issueId)).needs_attention).toContain('not pushed')

    const elsewhere = { head_sha: '0'.repeat(40) }
    const refused = await dispatch.api.call('POST', `/api/runs/${run.id}/push`, elsewhere)
    expect(refused).toMatchObject({ status: 409, body: { code: 'head_changed' } })
    expect(remote.branches()).toEqual(['main'])

    await page.getByRole('button', { name: 'Review the changes' }).click()
    await page.getByRole('region', { name: 'Held before the push' }).waitFor()
    await page
      .getByText(isConfined ? mendedLine : 'order?.cart?.total')
      .first()
      .waitFor()
    // The message goes by itself: whoever waits for it begins before it can come.
    const told = page.getByText('Allowed. The branch is being pushed.').waitFor()
    await Promise.all([told, page.getByRole('button', { name: 'Allow the push' }).click()])
    implemented = run
  })

  test('the platform pushes the branch and opens the pull request', async () => {
    const { dispatch, remote, github, gitHost, secrets } = installation
    const branch = implemented.branch ?? ''
    const pulls = await waitFor(
      () => (github.repositories.get('acme/shop')?.pulls.length ? github.repositories.get('acme/shop')?.pulls : null),
      { what: 'the pull request' },
    )
    expect(remote.tip(branch)).toBe(implemented.head_sha)
    if (isConfined) expect(remote.show(branch, brokenFile)).toContain(mendedLine)
    expect(remote.tip('main')).toBe(implemented.base_sha)
    expect(pulls).toMatchObject([{ number: 1, headRef: branch, headSha: implemented.head_sha, baseRef: 'main', state: 'open' }])
    expect(pulls[0]?.body).toContain(`<!-- dispatch:${implemented.id} -->`)
    expect(gitHost.asked.filter(({ path }) => path.includes('git-receive-pack')).at(-1)?.password).toBe(secrets[1])
    await happens('pr.linked')
    await waitFor(async () => (await readIssue(dispatch, issueId)).status.category === 'in_review', {
      what: 'the issue to be in review',
    })
    const { items } = await dispatch.api.get<{ items: object[] }>(`/api/issues/${issueId}/prs`)
    expect(items).toMatchObject([{ repository: 'acme/shop', number: 1, link_kind: 'closes', state: 'open' }])
  })

  test('the merge waits for its deployment', async () => {
    const { dispatch, remote, github } = installation
    const repository = github.repositories.get('acme/shop')
    const pull = repository?.pulls[0]
    if (!repository || !pull) throw new Error('the pull request is gone')
    await processed(
      dispatch,
      await sendGithub(dispatch, 'pull_request', pullRequestEvent(repository, pull, { action: 'opened' })),
    )
    expect((await dispatch.api.get<{ items: object[] }>(`/api/issues/${issueId}/prs`)).items).toHaveLength(1)

    const mergeSha = remote.merge(pull.headRef)
    Object.assign(pull, { state: 'merged', mergeSha, updatedAt: await nowAt(dispatch) })
    await processed(
      dispatch,
      await sendGithub(dispatch, 'pull_request', pullRequestEvent(repository, pull, { action: 'closed' })),
    )
    expect(await fixBecomes(dispatch, issueId, 'awaiting_deploy')).toMatchObject({ merge_sha: mergeSha, deployed_at: null })
    expect(await readIssue(dispatch, issueId)).toMatchObject({ status: { category: 'in_review' }, fix_state: 'awaiting_deploy' })

    await isDeployed(dispatch, { sha: mergeSha, environment: 'preview-1', transient: true })
    expect((await fixOf(dispatch, issueId))?.state).toBe('awaiting_deploy')
    // A later commit is deployed, which contains the merge: git knows.
    const deployed = remote.commit({ 'CHANGELOG.md': 'One more.\n' })
    await isDeployed(dispatch, { sha: deployed, environment: 'Production' })
    const fix = await fixBecomes(dispatch, issueId, 'watching')
    expect(fix.deployed_sha).toBe(deployed)
    const window = Date.parse(fix.window_ends_at ?? '') - Date.parse(fix.deployed_at ?? '')
    expect(window).toBe(48 * 3_600_000)
  })

  test('after 48 quiet hours the fix is verified with its evidence, and the issue is done', async () => {
    const { dispatch, sentry } = installation
    await dispatch.advance(47 * 3_600)
    expect((await fixOf(dispatch, issueId))?.state).toBe('watching')
    expect((await readIssue(dispatch, issueId)).closed_at).toBeNull()
    await dispatch.advance(3_600 + 60)
    const fix = await fixBecomes(dispatch, issueId, 'verified')
    expect(fix).toMatchObject({ events_before: 240, events_after: 0 })
    expect(fix.confidence).toBeGreaterThan(0.99)
    expect(fix.evidence.verdict).toMatchObject({ channels: ['api'], has_traffic: true, project_events: 320, events_after: 0 })
    expect(sentry.asked.some(({ path }) => path.includes(`/issues/${sentryId}/events`))).toBe(true)
    const issue = await readIssue(dispatch, issueId)
    expect(issue).toMatchObject({ status: { category: 'done' }, fix_state: 'verified', waiting_on: { who: 'nobody' } })
    expect(issue.closed_at).not.toBeNull()
    await waitFor(() => sentry.issues.get(sentryId)?.fields.status === 'resolved', { what: 'Sentry to be told' })
    await page.goto(`${dispatch.origin}/issues/${issue.identifier}`)
    await page
      .getByText(/verified/i)
      .first()
      .waitFor()
    expect(problems).toEqual([])
  })

  test('the error was on the board within two seconds, and the assignment decided within one', ({ skip }) => {
    // With several programs waiting for each processor, time says something about the machine only.
    skip((loadavg()[0] ?? 0) > 3 * availableParallelism(), 'the machine is overloaded')
    expect(times.onBoard).toBeLessThan(2_000)
    expect(times.decided).toBeLessThan(1_000)
  })

  test('a plain git remote gets the branch, and the pull request that its host tells of closes the issue', async () => {
    const { dispatch } = installation
    const { api } = dispatch
    const plain = bareRemote()
    try {
      const fullName = 'acme/plain'
      const repository = await api.post<{ id: string }>('/api/repositories', { git_url: plain.url, full_name: fullName })
      const order = { title: 'Totals of empty orders', repository: repository.id, assignee: await rehearsingAgent() }
      const { id } = await api.post<{ id: string }>('/api/issues', order)
      expect(await finishedRun(dispatch, id, 'investigate')).toMatchObject({ reason: 'succeeded', simulated: true, cost_usd: 0 })
      await approvePlan(dispatch, id)
      const isPushed = ({ push_state }: Run) => push_state === 'pushed'
      const run = await runOf(dispatch, id, { kind: 'implement', what: 'the branch to be pushed', is: isPushed })
      const branch = run.branch ?? ''
      expect(plain.tip(branch)).toBe(run.head_sha)
      expect((await api.get<{ items: object[] }>(`/api/issues/${id}/prs`)).items).toEqual([])

      const pull = { number: 12, repository: { id: 77, fullName }, headRef: branch, headSha: run.head_sha ?? '' }
      await pullRequestSays(dispatch, { ...pull, action: 'opened', updatedAt: await nowAt(dispatch) })
      const { items } = await api.get<{ items: object[] }>(`/api/issues/${id}/prs`)
      expect(items).toMatchObject([{ number: 12, link_kind: 'closes' }])
      expect((await readIssue(dispatch, id)).status.category).toBe('in_review')
      const merged = { ...pull, action: 'closed', state: 'merged' as const, mergeSha: plain.merge(branch) }
      await pullRequestSays(dispatch, { ...merged, updatedAt: await nowAt(dispatch) })
      // It came of no error, so there is nothing to verify.
      expect(await readIssue(dispatch, id)).toMatchObject({ status: { category: 'done' } })
      expect(await fixOf(dispatch, id)).toBeUndefined()
    } finally {
      plain.remove()
    }
  })

  test('a link of the command line lets a browser in, once', async () => {
    const { dispatch } = installation
    const environment = { PATH: process.env.PATH ?? '', DISPATCH_DATA_DIR: dispatch.dataDirectory }
    const command = launch(['login-link'], { environment, cwd: '/' })
    expect(await command.exit).toBe(0)
    const link = command.output().trim()
    const guest = await openPage(browser)
    await guest.page.goto(link)
    // The password is shared, so each browser says once who is there; the one person so far is the guess.
    await guest.page.getByRole('button', { name: 'Continue' }).click()
    await guest.page.waitForURL((url) => !url.pathname.startsWith('/login'))
    expect(guest.page.url()).not.toContain('token')
    const another = await openPage(browser)
    await another.page.goto(link)
    await another.page.getByLabel('Password').waitFor()
  })

  test('history, events and transcripts tell the story, once and without a gap', async () => {
    const { dispatch, secrets } = installation
    const { items: history } = await dispatch.api.get<{ items: { type: string; seq: number }[] }>(
      `/api/issues/${issueId}/history`,
    )
    const told = history.toSorted((a, b) => a.seq - b.seq).map(({ type }) => type)
    const milestones = ['issue.created', 'issue.moved', 'pr.linked', 'fix.opened', 'fix.watching', 'fix.verified']
    expect(milestones.map((type) => told.indexOf(type)).filter((at) => at >= 0)).toEqual(
      milestones.map((type) => told.indexOf(type)).toSorted((a, b) => a - b),
    )
    for (const once of ['issue.created', 'pr.linked', 'fix.opened', 'fix.watching', 'fix.verified']) {
      expect(
        told.filter((type) => type === once),
        once,
      ).toHaveLength(1)
    }
    const moves = stream.events.filter(({ type, data }) => type === 'issue.moved' && data.issue_id === issueId)
    expect(moves.map(({ data }) => (data.changes?.status?.[1] as Issue['status'] | undefined)?.category)).toEqual([
      'investigating',
      'needs_review',
      'in_progress',
      'in_review',
      'done',
    ])
    const { position } = await dispatch.api.get<{ position: number }>('/api/board')
    await stream.waitFor(({ seq }) => seq === position, { what: 'the last event' })
    expect(stream.breaks(0)).toEqual([])
    expect(card()?.fix_state).toBe('verified')

    const runs = await runsOf(dispatch, issueId)
    expect(runs.map(({ kind }) => kind)).toEqual(['implement', 'investigate'])
    for (const run of runs) {
      const transcript = await transcriptOf(dispatch, run.id)
      expect(transcript.map(({ seq }) => seq)).toEqual(transcript.map((_, index) => index + 1))
      expect(transcript.some(({ kind }) => kind === 'tool_call')).toBe(true)
      const text = JSON.stringify(transcript)
      expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
      // Tokens that live as long as a run are no exception.
      expect(text).not.toMatch(/ds[rm]_[A-Za-z0-9_-]{43}/)
    }
  })

  test('every run was reserved and settled once, and no secret is on the disk or in the log', async () => {
    const { dispatch, secrets } = installation
    const runs = await runsOf(dispatch, issueId)
    const costs = new Map(await Promise.all(runs.map(async ({ id }) => [id, (await readRun(dispatch, id)).cost_usd] as const)))
    expect(await dispatch.agentProcesses()).toEqual([])
    expect(secrets.filter((secret) => dispatch.logs().includes(secret))).toEqual([])
    await dispatch.shutDown()
    const rows = await readLedger(database?.url ?? dispatch.dataDirectory)
    for (const { id, simulated } of runs) {
      const own = rows.filter(({ run_id }) => run_id === id)
      expect(own.map(({ kind }) => kind).toSorted()).toEqual(['release', 'reserve', 'settle'])
      expect(own.find(({ kind }) => kind === 'settle')).toMatchObject({ source: simulated ? 'simulated' : 'proxy_meter' })
      const used = own.reduce((sum, { micro_usd }) => sum + Number(micro_usd), 0)
      expect(used / 1_000_000).toBeCloseTo(costs.get(id) ?? -1, 6)
    }
    expect(await findOnDisk([dispatch.dataDirectory, dispatch.agentsDirectory], secrets)).toEqual([])
  })
})
