// Many at once over HTTP: numbers, deliveries and starts that must not get into each other's way.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Problem } from './kit/api-client.ts'
import { type BareRemote, bareRemote } from './kit/bare-remote.ts'
import { type Dispatch, showLogsOfFailures, startDispatch } from './kit/dispatch.ts'
import { runsOf } from './kit/runs.ts'
import { connectShop, errorArrives, processed } from './kit/story.ts'
import { waitFor } from './kit/wait-for.ts'
import { sendSentryIssue, webhookSecrets } from './kit/webhooks.ts'

let dispatch: Dispatch
let remote: BareRemote
let agentId: string
beforeAll(async () => {
  remote = bareRemote()
  dispatch = await startDispatch({ environment: webhookSecrets })
  await connectShop(dispatch, remote.url)
  agentId = (await dispatch.api.post<{ id: string }>('/api/agents', { name: 'Simulator', adapter: 'simulator' })).id
})
afterAll(async () => {
  await dispatch?.stop()
  remote?.remove()
})
showLogsOfFailures(() => dispatch)

const times = <T>(count: number, work: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)))
const createIssue = (title: string) =>
  dispatch.api.post<{ id: string; number: number; identifier: string }>('/api/issues', { title })

test('200 parallel creations get 200 distinct numbers and 200 creation events', async () => {
  const { position } = await dispatch.api.get<{ position: number }>('/api/board')
  const stream = await dispatch.stream()
  const issues = await times(200, (index) => createIssue(`Parallel ${index}`))
  const numbers = issues.map(({ number }) => number).toSorted((a, b) => a - b)
  const first = numbers[0] ?? 0
  expect(numbers).toEqual(Array.from({ length: 200 }, (_, index) => first + index))
  expect(new Set(issues.map(({ id }) => id)).size).toBe(200)
  const created = () => stream.events.filter(({ type }) => type === 'issue.created').map(({ data }) => data.issue_id ?? '')
  await waitFor(() => created().length >= 200, { what: '200 creation events' })
  expect(created().toSorted()).toEqual(issues.map(({ id }) => id).toSorted())
  expect(stream.breaks(position)).toEqual([])
  stream.close()
})

test('one Idempotency-Key, sent 20 times at once, creates one issue', async () => {
  const headers = { 'idempotency-key': randomUUID() }
  const answers = await times(20, () =>
    dispatch.api.call<{ id?: string }>('POST', '/api/issues', { title: 'Keyed creation' }, { headers }),
  )
  const created = answers.filter(({ status }) => status === 201)
  expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true)
  expect(new Set(created.map(({ body }) => body.id)).size).toBe(1)
  const { items } = await dispatch.api.get<{ items: { title: string }[] }>('/api/issues?q=keyed')
  expect(items.filter(({ title }) => title === 'Keyed creation')).toHaveLength(1)
})

const oneId = randomUUID()
test.each([
  ['under ids of their own', () => randomUUID()],
  ['under one id', () => oneId],
])('50 parallel identical deliveries %s make one issue', async (_how, requestId) => {
  const id = String(Math.floor(Math.random() * 1e9))
  const title = `Told fifty times ${id}`
  const fixed = {
    id,
    title,
    shortId: `CHECKOUT-API-${id}`,
    firstSeen: '2026-03-02T09:14:07.118000+00:00',
    lastSeen: '2026-03-02T09:14:07.118000+00:00',
  }
  const answers = await times(50, () => sendSentryIssue(dispatch, 'issue-created', fixed, requestId()))
  expect(answers.filter(({ status }) => status === 202)).toHaveLength(1)
  expect(answers.filter(({ status, body }) => status === 200 && body.status === 'duplicate')).toHaveLength(49)
  const accepted = answers.find(({ status }) => status === 202)
  if (!accepted) throw new Error('none was accepted')
  const delivery = await processed(dispatch, accepted)
  expect(delivery).toMatchObject({ state: 'processed', decision: { result: 'create' } })
  const { items } = await dispatch.api.get<{ items: { title: string; id: string }[] }>(
    `/api/issues?q=${encodeURIComponent(title)}`,
  )
  expect(items.filter((issue) => issue.title.includes(title))).toHaveLength(1)
  const issue = await dispatch.api.get<{ external_issues: { occurrences: number }[] }>(`/api/issues/${delivery.issue?.id}`)
  expect(issue.external_issues).toHaveLength(1)
})

test('parallel deliveries about one error, each with other words, still make one issue', async () => {
  const id = String(Math.floor(Math.random() * 1e9))
  const answers = await times(30, (index) =>
    sendSentryIssue(dispatch, index % 3 === 0 ? 'issue-created' : 'issue-regressed', {
      id,
      title: `One error ${id}`,
      shortId: `S-${id}`,
      count: String(index + 1),
    }),
  )
  const deliveries = await Promise.all(
    answers.filter(({ status }) => status === 202).map((answer) => processed(dispatch, answer)),
  )
  expect(new Set(deliveries.map(({ issue }) => issue?.id).filter(Boolean)).size).toBe(1)
  expect(deliveries.filter(({ decision }) => decision?.result === 'create')).toHaveLength(1)
  expect(deliveries.every(({ state }) => state === 'processed' || state === 'ignored')).toBe(true)
})

test('20 parallel starts on one issue make one run', async () => {
  const { id } = await createIssue('Start me')
  const stream = await dispatch.stream()
  const answers = await times(20, () =>
    dispatch.api.call<Problem & { id: string }>('POST', `/api/issues/${id}/runs`, { kind: 'investigate', agent: agentId }),
  )
  const started = answers.filter(({ status }) => status === 201)
  expect(started).toHaveLength(1)
  const runId = started[0]?.body.id
  for (const refused of answers.filter(({ status }) => status !== 201)) {
    expect(refused).toMatchObject({ status: 409, body: { code: 'run_active', run_id: runId } })
  }
  expect((await runsOf(dispatch, id)).map((run) => run.id)).toEqual([runId])
  await stream.waitFor(({ type, data }) => type === 'run.finished' && data.issue_id === id, {
    what: 'the run to finish',
    timeoutMs: 60_000,
  })
  expect(stream.events.filter(({ type, data }) => type === 'run.queued' && data.issue_id === id)).toHaveLength(1)
  stream.close()
})

test('parallel starts on many issues never exceed the places of the workspace', async () => {
  await dispatch.api.patch('/api/workspaces/current', { policy: { max_concurrent_runs: 2 } })
  const issues = await times(8, (index) => createIssue(`Crowd ${index}`))
  const answers = await Promise.all(
    issues.map(({ id }) => dispatch.api.call<Problem>('POST', `/api/issues/${id}/runs`, { kind: 'investigate', agent: agentId })),
  )
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(2)
  for (const { status, body } of answers.filter((answer) => answer.status !== 201)) {
    expect({ status, code: body.code, reason: (body.decision as { reason: string }).reason }).toEqual({
      status: 409,
      code: 'gate_refused',
      reason: 'workspace_concurrency',
    })
  }
})

test('20 parallel assignments to an agent make one run', async () => {
  await dispatch.api.patch('/api/workspaces/current', { policy: { max_concurrent_runs: 50 } })
  const { issue } = await errorArrives(dispatch)
  await times(20, () => dispatch.api.call('PATCH', `/api/issues/${issue.id}`, { assignee: agentId }))
  await waitFor(async () => (await runsOf(dispatch, issue.id)).some(({ state }) => state === 'finished'), {
    what: 'the run to finish',
    timeoutMs: 60_000,
  })
  expect(await runsOf(dispatch, issue.id)).toHaveLength(1)
})
