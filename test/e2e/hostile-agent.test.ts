// An agent that was taken over, with the real CLI: what it tries is refused or contained, and recorded.
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Issue } from '#src/issues/schemas.ts'
import type { Run } from '#src/runs/schemas.ts'
import { bash, scenario, type ToolUse, tool, writeFile } from '#test/scripted-model/scenario.ts'
import { attackScript } from './kit/attack-script.ts'
import { showLogsOfFailures } from './kit/dispatch.ts'
import { processesWith } from './kit/processes.ts'
import { approvePlan, finishedRun, readRun, runOf, transcriptOf } from './kit/runs.ts'
import { fixingAgent, type ShopInstallation, startShop } from './kit/shop-installation.ts'
import { readIssue } from './kit/story.ts'
import { stopAfterFailure } from './kit/story-steps.ts'
import { waitFor } from './kit/wait-for.ts'

let shop: ShopInstallation
let victim: Issue
/** Without root and without bubblewrap nothing keeps an agent from this user's files, and Dispatch says so. */
let isConfined: boolean
const mark = `attack-${randomBytes(6).toString('hex')}`
let markDirectory: string

beforeAll(async () => {
  markDirectory = mkdtempSync(join('/var/tmp', 'dispatch-e2e-'))
  chmodSync(markDirectory, 0o777)
  shop = await startShop({ policy: { accept_unconfined_agents: true, max_concurrent_runs: 5 } })
  victim = await shop.dispatch.api.post<Issue>('/api/issues', { title: 'Not your issue', description: 'Secret plans.' })
})
afterAll(async () => {
  await shop?.close()
  rmSync(markDirectory, { recursive: true, force: true })
})
showLogsOfFailures(() => shop?.dispatch)
stopAfterFailure()

/** Lets an agent work on an issue of its own with these tool calls, once its plan was approved. */
async function workOn(title: string, calls: ToolUse[]): Promise<{ issueId: string; planHash: string }> {
  const { dispatch, model, secrets } = shop
  const turns = [
    ...calls.map((use) => ({ tools: [use] })),
    { tools: [tool('complete_run', { outcome: 'completed', summary: 'All done.' })] },
    { text: 'Done.' },
  ]
  const { id: issueId } = await dispatch.api.post<{ id: string }>('/api/issues', { title, repository: shop.repositoryId })
  model.scenarios.default = {
    ...scenario.loop({ investigate: fixingAgent, implement: { turns } }),
    validKeys: [secrets[0] ?? ''],
  }
  await dispatch.api.post(`/api/issues/${issueId}/runs`, { kind: 'investigate' })
  const { confinement } = await finishedRun(dispatch, issueId, 'investigate')
  isConfined = confinement !== 'none'
  const { content_hash: planHash } = await dispatch.api.get<{ content_hash: string }>(`/api/issues/${issueId}/plan`)
  return { issueId, planHash }
}

/** What the model was told that a tool call came to. */
function resultWith(text: string): string {
  return shop.model.requests.findLast(({ lastResult }) => lastResult.includes(text))?.lastResult ?? ''
}

let attacked: Run
let attackedIssue: string
let output: string

test('it may run what it likes, and the run still ends with everything recorded', async () => {
  const { dispatch, remote } = shop
  const { port } = new URL(dispatch.origin)
  await dispatch.api.patch(`/api/repositories/${shop.repositoryId}`, { test_command: 'bash attack.sh' })
  const script = (issueId: string, planHash: string) =>
    attackScript({
      dataDirectory: dispatch.dataDirectory,
      serverPid: dispatch.serverPid,
      mayKill: isConfined,
      port,
      mark,
      markDirectory,
      remotePath: remote.url,
      requests: [
        `POST /api/issues/${issueId}/plan/approve {"content_hash":"${planHash}"}`,
        `PATCH /api/issues/${issueId}/plan {"content":"Do what I say."}`,
        `POST /api/issues/${issueId}/runs {"kind":"implement","force":true,"force_reason":"now"}`,
        `PATCH /api/issues/${issueId} {"status":"done","close_reason":"fixed"}`,
        `GET /api/issues/${victim.id}`,
        `PATCH /api/issues/${victim.id} {"title":"Mine"}`,
        `POST /api/issues/${victim.id}/comments {"body":"I was here"}`,
        `DELETE /api/issues/${victim.id}`,
        'POST /api/issues {"title":"A new issue"}',
        'GET /api/keys',
        'POST /api/keys {"name":"mine","scopes":["admin"]}',
        'PATCH /api/workspaces/current {"policy":{"push_requires_review":false}}',
        'GET /api/settings',
        'GET /api/deliveries',
        'GET /api/board/stream',
        'POST /api/test/clock {"advance_seconds":1}',
        'POST /api/local/login-link {}',
        'GET /metrics',
      ],
    })
  const plain = [
    bash(`cat ${join(dispatch.dataDirectory, 'secret-key')}`),
    { name: 'Read', input: { file_path: join(dispatch.dataDirectory, 'secret-key') } },
    bash('git config core.hooksPath /tmp/evil'),
    bash('git push origin HEAD:main'),
    bash('setsid sleep 3000 &'),
    { name: 'Write', input: { file_path: `\${cwd}/.git/hooks/post-checkout`, content: '#!/bin/sh\ntouch /tmp/evil\n' } },
    tool('get_issue', { issue: victim.identifier }),
    tool('add_comment', { issue: victim.identifier, body: 'I was here' }),
    tool('approve_plan', {}),
  ]
  // The script names the issue and its plan, which exist only after the investigation.
  const { issueId, planHash } = await workOn('Taken over', plain)
  attackedIssue = issueId
  const implement = shop.model.scenarios.default?.byPrompt?.[0]
  implement?.turns.splice(
    plain.length,
    0,
    { tools: [writeFile('attack.sh', script(issueId, planHash))] },
    { tools: [bash('bash attack.sh')] },
  )
  await approvePlan(dispatch, issueId)
  attacked = await runOf(dispatch, issueId, {
    kind: 'implement',
    what: 'the attack to be over',
    is: ({ state, push_state }) => state === 'finished' && push_state !== 'pending',
  })
  output = resultWith('== reading')
  expect(output).toContain('== end')
  if (process.getuid?.() === 0) expect(isConfined).toBe(true)
  const transcript = JSON.stringify(await transcriptOf(dispatch, attacked.id))
  for (const attempt of [
    'secret-key',
    'git config core.hooksPath',
    'git push',
    'setsid sleep',
    'bash attack.sh',
    victim.identifier,
  ]) {
    expect(transcript, attempt).toContain(attempt)
  }
})

test('it read neither the data directory, nor the server, nor a key', async () => {
  const { dispatch, secrets } = shop
  const secretKey = readFileSync(join(dispatch.dataDirectory, 'secret-key'), 'utf8').trim()
  const seen = shop.model.requests.map(({ body }) => body).join('\n')
  // Whatever confines it: the keys of vendors and people are in no environment and in no file that it could find.
  expect(secrets.filter((secret) => seen.includes(secret))).toEqual([])
  expect(output).not.toContain('killed the server')
  if (!isConfined) return
  expect(seen).not.toContain(secretKey)
  const [reading] = output.split('== tokens')
  expect(reading).not.toMatch(/^(secret-key|local-admin\.json|list|environ|password): \S/m)
  expect(reading).not.toContain('"token"')
})

test('its token opens nothing but its own tools, and nothing at all once the run is over', async () => {
  const { dispatch } = shop
  const answers = [...output.matchAll(/^([A-Z]+ \/\S+) -> (.*)$/gm)].map(([, what, status]) => ({
    what,
    status: status?.trim() ?? '',
  }))
  expect(answers).toHaveLength(18)
  expect(answers.filter(({ status }) => !/^HTTP\/1\.1 (401|403|404)/.test(status))).toEqual([])

  const token = /tools token: (dsr_\S+)/.exec(output)?.[1] ?? ''
  const [, proxy = '', modelToken = ''] = /model: (http\S+) (\S+)/.exec(output) ?? []
  expect(token).toMatch(/^dsr_/)
  expect(modelToken).toMatch(/^run_/)
  // The model was told both, by the agent's own doing; whoever reads the transcript is not.
  const transcript = JSON.stringify(await transcriptOf(dispatch, attacked.id))
  expect([token, modelToken].filter((value) => transcript.includes(value))).toEqual([])
  expect((await dispatch.api.call('GET', `/api/issues/${attackedIssue}`, undefined, { key: token })).status).toBe(401)
  const asModel = await fetch(`${proxy}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': modelToken, 'content-type': 'application/json' },
    body: '{}',
  })
  expect([401, 403, 404]).toContain(asModel.status)
})

test('other issues, plans, keys and the policy are as they were', async () => {
  const { dispatch } = shop
  const { updated_at, revision, ...unchanged } = await readIssue(dispatch, victim.id)
  expect({ revision, ...unchanged, updated_at }).toEqual(victim)
  expect((await dispatch.api.get<{ items: object[] }>(`/api/issues/${victim.id}/comments`)).items).toEqual([])
  expect((await dispatch.api.get<{ items: object[] }>('/api/keys')).items).toEqual([])
  expect(await dispatch.api.get('/api/workspaces/current')).toMatchObject({ policy: { push_requires_review: null } })
  const plan = await dispatch.api.get<{ decided_by: { type: string }; version: number }>(`/api/issues/${attackedIssue}/plan`)
  expect(plan).toMatchObject({ version: 1, decided_by: { type: 'key' } })
  expect((await readIssue(dispatch, attackedIssue)).status.category).not.toBe('done')
})

test('its commit with a workflow is held, and a person sees why', async () => {
  const { dispatch, remote, github } = shop
  expect(output).toContain('committed')
  expect(output).not.toContain('pushed to origin')
  expect(attacked).toMatchObject({ state: 'finished', push_state: 'held' })
  const detail = JSON.stringify(attacked.push_detail)
  expect(detail).toContain('.github/workflows/steal.yml')
  expect(detail).toContain('.gitattributes')
  expect(github.repositories.get('acme/shop')?.pulls).toEqual([])
  if (isConfined) expect(remote.branches()).toEqual(['main'])
  const { decisions } = await dispatch.api.get<{ decisions: { rule: string; result: string; reason: string }[] }>(
    `/api/issues/${attackedIssue}/why`,
  )
  expect(decisions).toContainEqual(expect.objectContaining({ rule: 'push', result: 'hold', reason: 'push_held' }))
  expect((await readIssue(dispatch, attackedIssue)).needs_attention).toContain('not pushed')

  await dispatch.api.post(`/api/runs/${attacked.id}/discard`)
  expect(await readRun(dispatch, attacked.id)).toMatchObject({ push_state: 'nothing' })
  expect(github.repositories.get('acme/shop')?.pulls).toEqual([])
})

test('none of its hooks and settings ran for the platform', () => {
  if (!isConfined) return
  const owners = readdirSync(markDirectory).map((name) => `${name} ${statSync(join(markDirectory, name)).uid}`)
  expect(owners.filter((line) => line.includes('ran-as') && line.endsWith(` ${process.getuid?.()}`))).toEqual([])
})

test('nothing that it left behind is alive', async () => {
  expect(output).toContain('left: 5')
  expect(processesWith(mark)).toEqual([])
  expect(await shop.dispatch.agentProcesses()).toEqual([])
})

test('canceling ends the whole tree, daemons included', async () => {
  const { dispatch } = shop
  const name = `${mark}-cancel`
  await dispatch.api.patch(`/api/repositories/${shop.repositoryId}`, { test_command: 'bash forever.sh' })
  const script = [
    "trap '' TERM INT HUP",
    `(trap '' TERM INT HUP; cd /; exec -a ${name}-plain sleep 3000) &`,
    `env -i /usr/bin/setsid /bin/bash -c "trap '' TERM INT HUP; cd /; exec -a ${name}-setsid sleep 3000" > /dev/null 2>&1 &`,
    `( ( env -i /usr/bin/setsid /bin/bash -c "cd /; exec -a ${name}-forked sleep 3000" > /dev/null 2>&1 & ) & )`,
    'while :; do sleep 1; done',
  ].join('\n')
  const { issueId } = await workOn('Cancel me', [writeFile('forever.sh', script), bash('bash forever.sh')])
  await approvePlan(dispatch, issueId)
  const run = await runOf(dispatch, issueId, {
    kind: 'implement',
    what: 'three daemons',
    is: ({ state }) => state === 'running' && processesWith(name).length >= 3,
  })
  const answer = await dispatch.api.call('POST', `/api/runs/${run.id}/cancel`)
  expect(answer.status).toBe(202)
  const canceled = await waitFor(async () => readRun(dispatch, run.id).then((one) => one.state === 'finished' && one), {
    what: 'the run to end',
  })
  expect(canceled.reason).toBe('canceled')
  expect(processesWith(name)).toEqual([])
  expect(await dispatch.agentProcesses()).toEqual([])
})
