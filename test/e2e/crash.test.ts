// `kill -9` of the server: what was acknowledged is there after the restart, nothing happens twice, and no agent outlives it.
import { randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sha } from '#test/fixtures/github/payloads.ts'
import { bash, scenario } from '#test/scripted-model/scenario.ts'
import type { Dispatch } from './kit/dispatch.ts'
import { showLogsOfFailures } from './kit/dispatch.ts'
import { readLedger } from './kit/ledger.ts'
import { processesWith } from './kit/processes.ts'
import { approvePlan, finishedRun, readRun, runOf, runsOf } from './kit/runs.ts'
import { fixingAgent, type ShopInstallation, startShop } from './kit/shop-installation.ts'
import { errorArrives, fixBecomes, fixIsMerged, fixOf, isDeployed, readIssue } from './kit/story.ts'
import { waitFor } from './kit/wait-for.ts'
import { sendSentryIssue } from './kit/webhooks.ts'

let shop: ShopInstallation
let dispatch: Dispatch
beforeAll(async () => {
  shop = await startShop({ policy: { accept_unconfined_agents: true } })
  dispatch = shop.dispatch
})
afterAll(() => shop?.close())
showLogsOfFailures(() => dispatch)

const position = async () => (await dispatch.api.get<{ position: number }>('/api/board')).position

async function eventsSince(after: number) {
  const stream = await dispatch.stream({ lastEventId: after })
  const end = await position()
  if (end > after) await stream.waitFor(({ seq }) => seq === end, { what: 'the last event' })
  stream.close()
  expect(stream.breaks(after)).toEqual([])
  return stream.events.filter(({ seq }) => seq !== null)
}

test('right after a 202: every acknowledged delivery is decided about once', async () => {
  const start = await position()
  const hooks = Array.from({ length: 40 }, (_, index) => ({
    id: String(88_000 + index),
    title: `Before the crash ${index}`,
    shortId: `S-${index}`,
  }))
  const accepted: { id: string; delivery: string }[] = []
  const sending = Promise.allSettled(
    hooks.map(async (hook) => {
      const { status, body } = await sendSentryIssue(dispatch, 'issue-created', hook, `first-${hook.id}`)
      if (status === 202) accepted.push({ id: hook.id, delivery: body.delivery_id })
    }),
  )
  await waitFor(() => accepted.length >= 5, { what: 'five acknowledgements', everyMs: 0 })
  await dispatch.kill9()
  await sending
  await dispatch.restart()

  const decided = await waitFor(
    async () => {
      const deliveries = await Promise.all(
        accepted.map(({ delivery }) =>
          dispatch.api.get<{ state: string; issue: { id: string } | null }>(`/api/deliveries/${delivery}`),
        ),
      )
      return deliveries.every(({ state }) => state === 'processed') && deliveries
    },
    { what: 'the acknowledged deliveries to be processed', timeoutMs: 60_000 },
  )
  expect(new Set(decided.map(({ issue }) => issue?.id)).size).toBe(accepted.length)

  // The vendor heard nothing of the others and sends all of them again.
  for (const hook of hooks) {
    const { status } = await sendSentryIssue(dispatch, 'issue-created', hook, `again-${hook.id}`)
    expect([200, 202]).toContain(status)
  }
  const titles = async () => {
    const { items } = await dispatch.api.get<{ items: { title: string }[] }>('/api/issues?limit=200&source=sentry')
    return items.map(({ title }) => title).filter((title) => title.includes('Before the crash'))
  }
  await waitFor(async () => (await titles()).length >= hooks.length, { what: 'all forty issues', timeoutMs: 60_000 })
  expect(new Set(await titles()).size).toBe(hooks.length)
  const created = (await eventsSince(start)).filter(({ type }) => type === 'issue.created')
  expect(created).toHaveLength(hooks.length)
})

async function plannedIssue(title: string): Promise<string> {
  const { id } = await dispatch.api.post<{ id: string }>('/api/issues', { title, repository: shop.repositoryId })
  await dispatch.api.post(`/api/issues/${id}/runs`, { kind: 'investigate' })
  expect(await finishedRun(dispatch, id, 'investigate')).toMatchObject({ reason: 'succeeded' })
  return id
}

const pulls = () => shop.github.repositories.get('acme/shop')?.pulls ?? []

test('in mid run: the agent dies with the server, the run is found lost, and its retry ends in one pull request', async () => {
  const start = await position()
  const name = `slow-${randomBytes(6).toString('hex')}`
  // Where every agent may look, whatever confines it.
  const flag = join('/var/tmp', `${name}.flag`)
  writeFileSync(flag, '')
  const script = `setsid sh -c 'while [ -e ${flag} ]; do sleep 0.1; done; : ${name}' &\nwhile [ -e ${flag} ]; do sleep 0.1; done; : ${name}\n`
  await dispatch.api.patch(`/api/repositories/${shop.repositoryId}`, { test_command: `sh ${name}.sh` })
  const implement = fixingAgent.byPrompt?.[0]?.turns ?? []
  const slow = { tools: [bash(`sh ${name}.sh`)] }
  const write = { tools: [{ name: 'Write', input: { file_path: `\${cwd}/${name}.sh`, content: script } }] }
  const turns = [...implement.slice(0, 1), write, slow, ...implement.slice(1)]
  shop.model.scenarios.default = {
    ...scenario.loop({ investigate: fixingAgent, implement: { turns } }),
    validKeys: [shop.secrets[0] ?? ''],
  }

  const id = await plannedIssue('Crash in mid run')
  await approvePlan(dispatch, id)
  const run = await runOf(dispatch, id, {
    kind: 'implement',
    what: 'the agent to run its script',
    is: ({ state }) => state === 'running' && processesWith(name).length >= 2,
  })
  expect((await dispatch.agentProcesses()).length).toBeGreaterThan(0)
  await dispatch.kill9()
  const killedAt = Date.now()
  await waitFor(async () => processesWith(name).length === 0 && (await dispatch.agentProcesses()).length === 0, {
    what: 'the agent to be gone, the server being dead',
    timeoutMs: 20_000,
  })
  await dispatch.restart()
  const lost = await waitFor(async () => readRun(dispatch, run.id).then((one) => one.state === 'finished' && one), {
    what: 'the run to be lost',
    timeoutMs: 60_000,
  })
  expect(lost.reason).toBe('lost')
  expect(Date.now() - killedAt).toBeLessThan(60_000)

  rmSync(flag)
  const retried = await runOf(dispatch, id, {
    kind: 'implement',
    what: 'the retry to succeed',
    is: ({ reason, push_state }) => reason === 'succeeded' && push_state === 'pushed',
  })
  expect(retried).toMatchObject({ parent_run_id: run.id, outcome: 'completed' })
  await waitFor(() => pulls().some(({ headRef }) => headRef === retried.branch), { what: 'the pull request' })
  expect(pulls().filter(({ headRef }) => headRef === retried.branch)).toHaveLength(1)
  expect((await runsOf(dispatch, id)).filter(({ kind }) => kind === 'implement')).toHaveLength(2)
  const finished = (await eventsSince(start)).filter(({ type, data }) => type === 'run.finished' && data.issue_id === id)
  expect(finished.map(({ data }) => data.run_id).toSorted()).toEqual((await runsOf(dispatch, id)).map((one) => one.id).toSorted())
  expect(processesWith(name)).toEqual([])
})

test('between the pull request and its answer: the restart adopts it instead of opening a second one', async () => {
  shop.model.scenarios.default = { ...fixingAgent, validKeys: [shop.secrets[0] ?? ''] }
  const repository = shop.github.repositories.get('acme/shop')
  if (!repository) throw new Error('the stand-in has no repository')
  const { tipOf } = repository
  const id = await plannedIssue('Crash while publishing')
  let kills = 0
  repository.tipOf = async (branch) => {
    // GitHub makes the pull request, and nobody is there any more to hear of it.
    if (kills++ === 0) await dispatch.kill9()
    return tipOf(branch)
  }
  await approvePlan(dispatch, id)
  await waitFor(() => kills > 0 && pulls().some(({ title }) => title.includes('Crash while publishing')), {
    what: 'GitHub to have it',
    timeoutMs: 60_000,
  })
  repository.tipOf = tipOf
  await dispatch.restart()
  const run = await runOf(dispatch, id, {
    kind: 'implement',
    what: 'the run to be published',
    is: ({ push_state }) => push_state === 'pushed',
  })
  const links = () => dispatch.api.get<{ items: { number: number }[] }>(`/api/issues/${id}/prs`)
  const { items } = await waitFor(async () => links().then((page) => page.items.length > 0 && page), {
    what: 'the link',
    timeoutMs: 60_000,
  })
  expect(items).toHaveLength(1)
  expect(pulls().filter(({ headRef }) => headRef === run.branch)).toHaveLength(1)
  expect((await runsOf(dispatch, id)).filter(({ kind }) => kind === 'implement')).toHaveLength(1)
})

test('in mid window: the verdict comes once, also when the crash meets the end of the window', async () => {
  const story = await errorArrives(dispatch)
  const example = shop.sentry.issues.values().next().value
  shop.sentry.issues.set(story.sentryId, { fields: { ...example?.fields, id: story.sentryId, status: 'unresolved' }, events: [] })
  const mergeSha = sha('mid window')
  await fixIsMerged(dispatch, story, mergeSha)
  await isDeployed(dispatch, { sha: mergeSha })
  const { window_ends_at } = await fixBecomes(dispatch, story.issue.id, 'watching')
  const start = await position()
  await dispatch.kill9()
  await dispatch.restart()
  expect(await fixOf(dispatch, story.issue.id)).toMatchObject({ state: 'watching', window_ends_at })

  await dispatch.advance(24 * 3_600)
  const advancing = dispatch.advance(25 * 3_600).catch(() => {})
  await waitFor(() => shop.sentry.asked.some(({ path }) => path.includes(story.sentryId) && path.endsWith('/events/')), {
    what: 'Sentry to be asked',
    everyMs: 0,
  })
  await dispatch.kill9()
  await advancing
  await dispatch.restart()
  const fix = await waitFor(
    async () => {
      const attempt = await fixOf(dispatch, story.issue.id)
      return attempt?.verdict_at ? attempt : undefined
    },
    { what: 'the verdict', timeoutMs: 60_000 },
  )
  expect(fix.state).toBe('verified')
  expect(await readIssue(dispatch, story.issue.id)).toMatchObject({ status: { category: 'done' } })
  const events = (await eventsSince(start)).filter(({ data }) => data.issue_id === story.issue.id)
  expect(events.filter(({ type }) => type === 'fix.verified')).toHaveLength(1)
  expect(events.filter(({ type }) => type === 'issue.moved')).toHaveLength(1)
  expect(events.filter(({ type }) => type === 'comment.added')).toHaveLength(1)
})

test('over all the crashes every run was reserved and settled once', async () => {
  const runs = await dispatch.api.get<{ items: { id: string; state: string }[] }>('/api/runs?limit=200')
  expect(runs.items.every(({ state }) => state === 'finished')).toBe(true)
  await dispatch.shutDown()
  const rows = await readLedger(dispatch.dataDirectory)
  for (const { id } of runs.items) {
    expect(
      rows
        .filter(({ run_id }) => run_id === id)
        .map(({ kind }) => kind)
        .toSorted(),
      id,
    ).toEqual(['release', 'reserve', 'settle'])
  }
})
