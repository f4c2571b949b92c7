// The command line against a real server: from its own machine, and from elsewhere with a key.
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { issuePageSchema, issueSchema } from '#src/issues/schemas.ts'
import { planSchema, runSchema, transcriptEntrySchema } from '#src/runs/schemas.ts'
import { createServerDatabase } from '#test/database/server-template.ts'
import { type BareRemote, bareRemote } from './kit/bare-remote.ts'
import { type CommandResult, localCommand, remoteCommand, runCommand } from './kit/command-line.ts'
import { type Dispatch, showLogsOfFailures, startDispatch } from './kit/dispatch.ts'
import { errorArrives } from './kit/story.ts'
import { waitFor } from './kit/wait-for.ts'
import { webhookSecrets } from './kit/webhooks.ts'

const server = process.env.DISPATCH_TEST_PG_URL
let dispatch: Dispatch
let remote: BareRemote
let scratch: string

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'dispatch-cli-'))
  remote = bareRemote()
  dispatch = await startDispatch({ environment: webhookSecrets })
})
afterAll(async () => {
  await dispatch?.stop()
  remote.remove()
  await rm(scratch, { recursive: true, force: true })
})
showLogsOfFailures(() => dispatch)

const cli = (...args: string[]) => localCommand(dispatch, args)

async function json<T = Record<string, unknown>>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await cli(...args, '--json')
  expect([code, stderr]).toEqual([0, ''])
  return JSON.parse(stdout)
}

const lines = (text: string) => text.trimEnd().split('\n')

test('an issue is made from stdin, listed, read, changed and moved', async () => {
  const created = await localCommand(dispatch, ['issue', 'create', 'Order page dies', '-F', '-', '-p', 'P1', '--json'], {
    stdin: '# Steps\n\nOpen it.\n',
  })
  expect([created.code, created.stderr]).toEqual([0, ''])
  const issue = issueSchema.parse(JSON.parse(created.stdout))
  expect(issue).toMatchObject({ title: 'Order page dies', description: '# Steps\n\nOpen it.\n', priority: 'P1' })

  await cli('issue', 'create', 'Another one', '-d', 'text')
  const page = issuePageSchema.parse(await json('issue', 'list', '--sort', 'created'))
  expect(page.items.map(({ title }) => title)).toEqual(['Order page dies', 'Another one'])
  expect(lines((await cli('issue', 'list')).stdout)[0]).toMatch(/^ISSUE +P +STATUS +TITLE/)

  const viewed = await cli('issue', 'view', issue.identifier)
  expect(viewed.stdout).toContain('Order page dies')
  expect(viewed.stdout).toContain('What happens next')

  await dispatch.api.post('/api/labels', { name: 'Slow', color: 'grey' })
  const edited = await json('issue', 'edit', issue.identifier, '--add-label', 'Slow', '-t', 'Order page is blank')
  expect(edited).toMatchObject({ title: 'Order page is blank', labels: [{ name: 'Slow' }], priority: 'P1' })
  expect(await json('issue', 'edit', issue.identifier, '--remove-label', 'slow')).toMatchObject({ labels: [] })

  expect((await cli('issue', 'move', issue.identifier, 'done')).stdout).toBe(`${issue.identifier}  Done\n`)
  const open = issuePageSchema.parse(await json('issue', 'list'))
  expect(open.items.map(({ title }) => title)).toEqual(['Another one'])
  expect(issuePageSchema.parse(await json('issue', 'list', '--state', 'all')).items).toHaveLength(2)
})

test('each kind of failure has its exit code, one sentence and a way to mend it on stderr', async () => {
  const nowhere = { environment: { DISPATCH_DATA_DIR: join(scratch, 'nothing') } }
  const cases: [number, Promise<CommandResult>, RegExp][] = [
    [2, cli('issue', 'lits'), /unknown command 'lits'/],
    [2, cli('isue'), /unknown command 'isue'.*\n.*issue/],
    [2, cli('issue', 'edit', 'DISPATCH-1'), /at least one field/],
    [2, cli('issue', 'create', ''), /title: must not be empty/],
    [2, cli('issue', 'list', '-p', 'P9'), /one of P1, P2, P3, P4/],
    [2, cli('run', 'start', 'DISPATCH-2', '--force'), /--force needs --reason/],
    [2, cli('key', 'revoke', 'key_1'), /say it with --yes/],
    [3, cli('issue', 'view', 'DISPATCH-999'), /404 not_found/],
    [3, cli('plan', 'show', 'DISPATCH-2'), /404/],
    [5, cli('issue', 'edit', 'DISPATCH-2', '-t', 'x', '--if-revision', '99'), /Read it again/],
    [6, runCommand(['issue', 'list'], nowhere), /→ Start it/],
    [6, remoteCommand({ url: 'http://127.0.0.1:39', key: 'k'.repeat(30) }, ['issue', 'list']), /cannot be reached: ECONNREFUSED/],
    [
      2,
      runCommand(['issue', 'list'], { environment: { ...nowhere.environment, PORT: 'x', DISPATCH_API_KEY: 'y' } }),
      /PORT.*\n.*DISPATCH_API_KEY/,
    ],
  ]
  for (const [expected, running, message] of cases) {
    const { code, stdout, stderr } = await running
    expect([code, stdout], stderr).toEqual([expected, ''])
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/\n\s+at /)
  }
})

test('from elsewhere a key decides what is allowed, and --json shows refusals as the API words them', async () => {
  const made = await cli('key', 'create', 'Reader', '--scope', 'read')
  const key = made.stdout.trim()
  expect([made.code, key]).toEqual([0, expect.stringMatching(/^dsp_\S+$/)])
  const elsewhere = (...args: string[]) => remoteCommand({ url: dispatch.origin, key }, args)

  expect((await elsewhere('issue', 'list')).stdout).toContain('Another one')
  const refused = await elsewhere('issue', 'create', 'Not allowed', '--json')
  expect([refused.code, refused.stdout]).toEqual([4, ''])
  expect(JSON.parse(refused.stderr)).toMatchObject({ status: 403, code: 'missing_scope', request_id: expect.any(String) })

  const { items } = await json<{ items: { id: string; name: string }[] }>('key', 'list')
  const { id } = items.find(({ name }) => name === 'Reader') ?? { id: '' }
  expect((await cli('key', 'revoke', id, '--yes')).stdout).toContain('revoked')
  const after = await elsewhere('issue', 'list')
  expect([after.code, after.stderr]).toEqual([4, expect.stringContaining('DISPATCH_API_KEY')])
})

test('a `.env` in the folder sends nobody elsewhere and starts no editor', async () => {
  await writeFile(join(scratch, '.env'), 'DISPATCH_URL=http://127.0.0.1:39\nEDITOR=touch\n')
  const here = await localCommand(dispatch, ['issue', 'list'], { cwd: scratch })
  expect([here.code, here.stderr]).toEqual([0, ''])
})

test('what a stranger wrote cannot move the cursor of the terminal', async () => {
  const title = 'Evil \u202e title'
  const description = 'a\u001b]0;owned\u0007b\u001b[2Jc\u009b31md'
  const { identifier } = await dispatch.api.post<{ identifier: string }>('/api/issues', { title, description })
  const shown = await cli('issue', 'view', identifier)
  const raw = await cli('issue', 'view', identifier, '--json')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not come through.
  for (const { stdout } of [shown, raw]) expect(stdout).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/)
  expect(JSON.parse(raw.stdout)).toMatchObject({ title, description })
})

test('a reader that goes away ends the command quietly', async () => {
  const { code, stderr } = await localCommand(dispatch, ['issue', 'list', '--state', 'all', '--json'], { readsLittle: true })
  expect([code, stderr]).toEqual([0, ''])
})

test('samples fill the board, and search finds them by meaning', async () => {
  const seeded = await cli('seed', '-n', '12', '--yes')
  expect([seeded.code, seeded.stdout]).toEqual([0, expect.stringMatching(/^12 issues in/)])
  const found = await json<{ items: { issue: { title: string } }[] }>('search', 'Another', 'one', '-n', '3')
  expect(found.items[0]?.issue.title).toBe('Another one')
})

test('a run is started and watched to its end; the plan is shown, bound to its hash, approved and sent back', async () => {
  await dispatch.api.post('/api/repositories', { git_url: remote.url, full_name: 'acme/shop', is_default: true })
  await dispatch.api.post('/api/agents', { name: 'Simulator', adapter: 'simulator' })
  await dispatch.api.patch('/api/workspaces/current', { policy: { cooldown_seconds: 0, accept_unconfined_agents: true } })
  const issue = await json<{ identifier: string }>('issue', 'create', 'The total is missing')

  const watched = await cli('run', 'start', issue.identifier, '-a', 'Simulator', '--watch', '--json')
  expect([watched.code, watched.stderr]).toEqual([0, ''])
  const told = lines(watched.stdout).map((line) => JSON.parse(line))
  const run = runSchema.parse(told.pop())
  expect(run).toMatchObject({ state: 'finished', reason: 'succeeded', outcome: 'investigation_complete' })
  const entries = told.map((entry) => transcriptEntrySchema.parse(entry))
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1))

  const again = await cli('run', 'watch', issue.identifier, '--no-follow')
  expect(again.stdout).toMatch(/^system +The simulator started/m)
  expect(again.stderr).toContain('investigation complete')

  const plan = planSchema.parse(await json('plan', 'show', issue.identifier))
  const wrong = await cli('plan', 'approve', issue.identifier, '--hash', 'ab'.repeat(32))
  expect([wrong.code, wrong.stderr]).toEqual([5, expect.stringContaining('dispatch plan show')])
  expect((await cli('plan', 'approve', issue.identifier)).code).toBe(2)
  const rejected = await cli('plan', 'reject', issue.identifier, '-d', 'Smaller, please')
  expect([rejected.code, rejected.stdout]).toEqual([0, expect.stringContaining('changes requested')])
  const next = await waitFor(
    async () => {
      const found = planSchema.safeParse(await dispatch.api.get(`/api/issues/${issue.identifier}/plan`)).data
      return found && found.version > plan.version && found.state === 'submitted' && found
    },
    { what: 'the next plan' },
  )
  const approved = await cli('plan', 'approve', issue.identifier, '--hash', next.content_hash, '--no-start')
  expect([approved.code, approved.stdout]).toEqual([0, expect.stringContaining('approved')])
  expect((await cli('run', 'cancel', issue.identifier, '--yes')).stdout).toContain('has ended already')
})

/** A run of a simulated agent that behaves like this. */
async function simulatedRun(simulation: { scenario: string; pace_ms: number }): Promise<{ id: string }> {
  const name = `Simulator, ${simulation.scenario}`
  await dispatch.api.post('/api/agents', { name, adapter: 'simulator', simulation })
  const issue = await json<{ identifier: string }>('issue', 'create', `For ${name}`)
  return json<{ id: string }>('run', 'start', issue.identifier, '-a', name)
}

test('watching goes on where it was when the server comes back', async () => {
  const run = await simulatedRun({ scenario: 'success', pace_ms: 2000 })
  let isRestarted: Promise<void> | undefined
  const watched = await localCommand(dispatch, ['run', 'watch', run.id, '--json'], {
    onOutput: () => {
      isRestarted ??= dispatch.kill9().then(() => dispatch.restart())
    },
  })
  await isRestarted
  expect(watched.stderr).toContain('Trying again')
  const told = lines(watched.stdout).map((line) => JSON.parse(line))
  expect(told.at(-1)).toMatchObject({ id: run.id, state: 'finished' })
  const seqs = told.slice(0, -1).map((entry) => entry.seq)
  expect(seqs).toEqual(seqs.map((_, index) => index + 1))
})

test('Ctrl-C stops watching, not the run', async () => {
  const run = await simulatedRun({ scenario: 'stall', pace_ms: 0 })
  const watched = await localCommand(dispatch, ['run', 'watch', run.id], { onOutput: (_, kill) => kill('SIGINT') })
  expect(watched.code).toBe(130)
  expect(await dispatch.api.get(`/api/runs/${run.id}`)).toMatchObject({ cancel_requested_at: null })
  expect((await cli('run', 'cancel', run.id, '--yes')).code).toBe(0)
})

test('a delivery is tried out without effect, and replayed', async () => {
  const { issue } = await errorArrives(dispatch)
  const { items } = await dispatch.api.get<{ items: { id: string; issue: { id: string } | null }[] }>(
    '/api/deliveries?source=sentry',
  )
  const delivery = items.find((one) => one.issue?.id === issue.id)
  const before = (await dispatch.api.get<{ revision: number }>(`/api/issues/${issue.id}`)).revision
  const tried = await cli('replay', delivery?.id ?? '', '--dry-run')
  expect([tried.code, tried.stderr]).toEqual([0, expect.stringContaining('Nothing was changed')])
  expect(tried.stdout).toMatch(/^ {2}- decision: create/m)
  expect(tried.stdout).toMatch(/^ {2}\+ decision: /m)
  expect((await dispatch.api.get<{ revision: number }>(`/api/issues/${issue.id}`)).revision).toBe(before)
  const replayed = await json<{ items: { delivery_id: string; dry_run: boolean }[] }>('replay', '--source', 'sentry', '--yes')
  expect(replayed.items).toContainEqual(expect.objectContaining({ delivery_id: delivery?.id, dry_run: false }))
  expect((await cli('replay', 'dlv_unknown', '--dry-run')).code).toBe(3)
})

test('the doctor finds nothing broken here, and names everything that is', async () => {
  const healthy = await json<{ ok: boolean; checks: { group: string; name: string; status: string }[] }>('doctor', '--offline')
  expect(healthy.ok).toBe(true)
  expect(healthy.checks).toContainEqual(expect.objectContaining({ group: 'Server', name: 'database', status: 'ok' }))
  const environment = {
    DISPATCH_DATA_DIR: '/etc/hostname/data',
    PORT: 'x',
    LOG_LEVEL: 'loud',
    DISPATCH_PASWORD: 'a secret that is not repeated',
    PG_DATABASE_URL: 'postgres://nobody:secret-of-the-test@127.0.0.1:9/none',
    SENTRY_API_TOKEN: 't',
    SENTRY_API_URL: 'http://127.0.0.1:39',
  }
  const sick = await runCommand(['doctor'], { environment })
  expect(sick.code).toBe(1)
  for (const said of ['✗ PORT', '✗ LOG_LEVEL', 'Did you mean DISPATCH_PASSWORD?', '✗ directory', '✗ database', '✗ token'])
    expect(sick.stdout).toContain(said)
  expect(sick.stdout + sick.stderr).not.toMatch(/secret-of-the-test|not repeated/)
})

/** Of the first server, when it was backed up: it works on meanwhile. */
let backedUp: IssueList

test('a backup is taken while the server runs, and restored into an empty installation that then works', async () => {
  backedUp = await readIssues(dispatch)
  const file = join(scratch, 'all.backup.gz')
  const taken = await cli('backup', file, '--with-secret-key')
  expect([taken.code, taken.stdout]).toEqual([0, `${file}\n`])
  expect((await cli('backup', file)).code).toBe(5)
  const occupied = await cli('restore', file)
  expect([occupied.code, occupied.stderr]).toEqual([5, expect.stringContaining('Stop the server')])

  const dataDirectory = join(scratch, 'restored')
  const restored = await runCommand(['restore', file], { environment: { DISPATCH_DATA_DIR: dataDirectory } })
  expect([restored.code, restored.stderr]).toEqual([0, expect.stringContaining('The key of stored secrets was put into')])
  expect((await runCommand(['restore', file], { environment: { DISPATCH_DATA_DIR: dataDirectory } })).code).toBe(5)
  expect(readFileSync(join(dataDirectory, 'secret-key'), 'utf8')).toBe(
    readFileSync(join(dispatch.dataDirectory, 'secret-key'), 'utf8'),
  )

  await expectSameInstallation({ dataDirectory, environment: webhookSecrets })
})

test.runIf(server)('the same backup becomes an installation on a PostgreSQL server', async () => {
  const { url, drop } = await createServerDatabase(server ?? '', { isMigrated: false })
  try {
    const dataDirectory = join(scratch, 'on-server')
    const environment = { ...webhookSecrets, DISPATCH_DATA_DIR: dataDirectory, PG_DATABASE_URL: url }
    const restored = await runCommand(['restore', join(scratch, 'all.backup.gz'), '--json'], { environment })
    expect([restored.code, restored.stderr]).toEqual([0, ''])
    expect(JSON.parse(restored.stdout)).toMatchObject({ engine: 'pglite', secret_key: 'installed', replaced: null })
    await expectSameInstallation({ dataDirectory, environment })
  } finally {
    await drop()
  }
})

interface IssueList {
  items: { number: number; title: string }[]
  position: number
}

const readIssues = (one: Dispatch) => one.api.get<IssueList>('/api/issues?sort=created&limit=200')

/** Starts it, compares its issues with those of the first server, and goes on where that one was. */
async function expectSameInstallation(options: { dataDirectory: string; environment: Record<string, string> }): Promise<void> {
  const second = await startDispatch(options)
  try {
    const after = await readIssues(second)
    const shown = ({ items }: IssueList) => items.map(({ number, title }) => [number, title])
    expect(shown(after)).toEqual(shown(backedUp))
    expect(after.position).toBeGreaterThanOrEqual(backedUp.position)
    const made = await second.api.post<{ number: number }>('/api/issues', { title: 'After the restore' })
    expect(made.number).toBe(Math.max(...after.items.map(({ number }) => number)) + 1)
  } finally {
    await second.stop()
  }
}

test('no secret stands in the environment of the server or of its launcher', () => {
  const values = [dispatch.apiKey, dispatch.password, ...Object.values(webhookSecrets)]
  for (const pid of [dispatch.launcherPid, dispatch.serverPid]) {
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8')
    expect(values.filter((value) => environment.includes(value))).toEqual([])
  }
})
