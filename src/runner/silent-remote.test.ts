// A remote that takes the connection and never says a word, as a broken proxy or firewall does.
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseAllowList } from '#src/platform/net/allow-list.ts'
import { createLogger } from '../platform/log.ts'
import type { RunJob } from '../runs/domain/executor.ts'
import { createRunner } from './create-runner.ts'
import { runGit } from './git/git.ts'

const path = '/usr/local/bin:/usr/bin:/bin'
let server: Server
let sockets: Socket[]
let connected: Promise<void>
let url: string
beforeEach(async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  connected = promise
  sockets = []
  server = createServer((socket) => {
    sockets.push(socket)
    resolve()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/shop.git`
})
afterEach(() => {
  for (const socket of sockets) socket.destroy()
  server.close()
})

const listRemote = (call: { timeoutMs?: number; signal?: AbortSignal }) =>
  runGit({ path, extra: {} }, ['ls-remote', '--', url], { env: { GIT_ALLOW_PROTOCOL: 'https' }, ...call })

test('a timeout ends git with the transport that it started', async () => {
  await expect(listRemote({ timeoutMs: 300 })).rejects.toMatchObject({ code: 'git_failed' })
})

test('so does the signal of the call, also one that came before', async () => {
  const controller = new AbortController()
  const asked = listRemote({ signal: controller.signal })
  await connected
  controller.abort()
  await expect(asked).rejects.toMatchObject({ code: 'git_failed' })
  await expect(listRemote({ signal: controller.signal })).rejects.toMatchObject({ code: 'git_failed' })
})

test('a run that is canceled while it waits for such a remote ends at once', async () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'dispatch-silent-'))
  const runner = await createRunner({
    dataDirectory,
    agentsDirectory: join(dataDirectory, 'agents'),
    path,
    allowed: { sandbox: false, otherUser: false },
    claudeBinary: null,
    modelSettings: () => ({ apiKey: null, baseUrl: 'http://127.0.0.1:9', isGateway: false, oauthToken: null }),
    outboundAllow: parseAllowList('127.0.0.1').list,
    secrets: () => [],
    log: createLogger('silent'),
  })
  const job: RunJob = {
    runId: 'run_silent',
    profile: 'implement',
    intent: 'implement',
    issueIdentifier: 'DSP-1',
    agent: { adapter: 'simulator', model: null },
    repository: { id: 'rep_silent', gitUrl: url, defaultBranch: 'main', credential: null, allowLocal: false },
    commands: { setup: null, test: null },
    baseSha: null,
    branch: 'dispatch/dsp-1-silent',
    mcp: { url: 'http://127.0.0.1:9', token: 'none' },
    budgetMicroUsd: 1,
    turnsMax: null,
    resume: null,
    publicText: false,
    acceptUnconfined: true,
    timeouts: {},
    secrets: [],
  }
  const phases: string[] = []
  const hooks = {
    onPhase: (phase: string) => void phases.push(phase),
    onEntry: () => {},
    onUsage: () => {},
    onHeartbeat: () => {},
  }
  const controller = new AbortController()
  try {
    const ended = runner.executor.execute(job, hooks, controller.signal)
    await connected
    controller.abort('canceled')
    expect(await ended).toMatchObject({ stoppedBy: 'canceled', failureCode: 'canceled', agent: null })
    expect(phases).toEqual(['checkout'])
  } finally {
    await runner.close()
    rmSync(dataDirectory, { recursive: true, force: true })
  }
})
