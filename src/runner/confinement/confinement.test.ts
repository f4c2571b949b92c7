// What a confined process can and cannot do, tried with real processes at every level that this machine has.
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { exactly } from '../exact-environment.ts'
import { listProcesses } from '../proc.ts'
import { makeAgentsDirectory } from './agents-directory.ts'
import { outermost } from './bubblewrap.ts'
import { type Confinement, probeConfinement, reportOf } from './confinement.ts'
import type { AllowedWays } from './probe.ts'
import { isReachableByOthers, reachableProgram } from './reach.ts'

const path = '/usr/local/bin:/usr/bin:/bin'
const isRoot = process.getuid?.() === 0
const hasSandbox = (() => {
  try {
    execFileSync('bwrap', ['--ro-bind', '/', '/', '--unshare-pid', '--proc', '/proc', 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

let root: string
let server: Server
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'dispatch-confinement-'))
  chmodSync(root, 0o755)
  mkdirSync(join(root, 'data'), { mode: 0o700 })
  writeFileSync(join(root, 'data', 'master-key'), 'THE-KEY', { mode: 0o600 })
  server = createServer((_, response) => response.end('loopback works')).listen(0, '127.0.0.1')
  await vi.waitUntil(() => server.listening)
})
afterAll(() => {
  server.close()
  rmSync(root, { recursive: true, force: true })
})

async function confine(allowed: Partial<AllowedWays>): Promise<Confinement> {
  return probeConfinement({ dataDirectory: join(root, 'data'), agentsDirectory: join(root, 'agents'), path, allowed })
}

/** Runs a script as an agent would run, its input on stdin, in a run directory of its own. */
async function runAgent(
  confinement: Confinement,
  script: string,
  input = '',
): Promise<{ out: string; code: number | null; directory: string }> {
  const directory = join(confinement.runsDirectory, `run_${Math.random().toString(36).slice(2)}`)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const run = confinement.forRun()
  await run.own(directory)
  const command = run.wrap(
    {
      file: 'sh',
      args: ['-c', script],
      env: { PATH: path, PORT: String((server.address() as AddressInfo).port) },
      cwd: directory,
    },
    { writable: [directory], readable: [] },
  )
  const child = spawn(command.file, command.args, { env: exactly(command.env), cwd: command.cwd, detached: true })
  let out = ''
  child.stdout.on('data', (data) => (out += data))
  child.stderr.on('data', (data) => (out += data))
  child.stdin.end(input)
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  await run.end(directory)
  return { out, code, directory }
}

const levels: [level: string, allowed: Partial<AllowedWays>, possible: boolean][] = [
  ['sandbox', {}, hasSandbox],
  ['other_uid', { sandbox: false }, isRoot],
  ['none', { sandbox: false, otherUser: false }, true],
]

test.each(levels.filter(([, , possible]) => possible))(
  'at level %s stdin, working directory and loopback still hold',
  async (level, allowed) => {
    const confinement = await confine(allowed)
    expect(confinement.report.level).toBe(level)
    const fetchIt = 'exec 3<>/dev/tcp/127.0.0.1/$PORT; printf "GET / HTTP/1.0\\r\\n\\r\\n" >&3; cat <&3'
    const script = `cat; pwd; echo made > here; bash -c '${fetchIt}'`
    const { out, code, directory } = await runAgent(confinement, script, 'from stdin\n')
    expect(out).toContain('from stdin')
    expect(out).toContain(directory)
    expect(out).toContain('loopback works')
    expect(readFileSync(join(directory, 'here'), 'utf8')).toBe('made\n')
    expect(code).toBe(0)
  },
)

test.each(levels.filter(([level, , possible]) => possible && level !== 'none'))(
  'at level %s the data directory is out of reach',
  async (_, allowed) => {
    const confinement = await confine(allowed)
    const { out } = await runAgent(confinement, `cat ${root}/data/master-key; ls -la ${root}/data; echo x > ${root}/data/planted`)
    expect(out).not.toContain('THE-KEY')
    expect(existsSync(join(root, 'data', 'planted'))).toBe(false)
  },
)

test.runIf(isRoot)('each run has a user of its own and cannot enter the directory of another run', async () => {
  const confinement = await confine({ sandbox: false })
  const first = await runAgent(confinement, 'id -u; echo mine > secret; cat /proc/1/environ')
  expect(Number(first.out.split('\n')[0])).toBeGreaterThan(60_000)
  const second = await runAgent(confinement, `cat ${first.directory}/secret; ls ${confinement.runsDirectory}`)
  expect(second.out).not.toContain('mine')
  expect(second.out).toMatch(/Permission denied/)
  expect(statSync(first.directory).uid).toBe(0)
})

test.runIf(isRoot)('no way back to more rights', async () => {
  const confinement = await confine({ sandbox: false })
  const { out } = await runAgent(confinement, 'grep -E "^(CapEff|CapPrm|NoNewPrivs)" /proc/self/status')
  expect(out).toMatch(/CapPrm:\s+0+\nCapEff:\s+0+\nNoNewPrivs:\s+1/)
})

test.runIf(hasSandbox)('in the sandbox everything outside of the run is read-only or gone', async () => {
  const confinement = await confine({})
  const { out } = await runAgent(confinement, 'touch /etc/x /usr/x /var/x; ls -A /tmp; ls -A ~; ps aux | wc -l')
  expect(out.match(/cannot touch/g)?.length).toBe(3)
  expect(Number(out.trim().split('\n').at(-1))).toBeLessThan(8)
})

test.runIf(isRoot)('where the tree is held, a daemon dies with the first process', async () => {
  for (const allowed of [{}, { sandbox: false }]) {
    const confinement = await confine(allowed)
    if (!confinement.holdsTree) continue
    await runAgent(confinement, 'env -i setsid sh -c "cd /; exec sleep 72001" >/dev/null 2>&1 & sleep 0.2')
    await vi.waitUntil(() => !isSleeping(72001), { timeout: 3000 })
  }
})

test('a killed starter takes its agent along', async () => {
  const confinement = await confine({})
  const run = confinement.forRun()
  const directory = join(confinement.runsDirectory, 'run_orphan')
  mkdirSync(directory, { recursive: true })
  await run.own(directory)
  const command = run.wrap(
    { file: 'sleep', args: ['72002'], env: { PATH: path }, cwd: directory },
    { writable: [directory], readable: [] },
  )
  const starter = spawn(
    process.execPath,
    [
      '-e',
      `const c=${JSON.stringify(command)};require('child_process').spawn(c.file,c.args,{env:c.env,cwd:c.cwd,detached:true,stdio:'ignore'});setInterval(()=>{},1e6)`,
    ],
    { stdio: 'ignore' },
  )
  await vi.waitUntil(() => isSleeping(72002), { timeout: 5000 })
  starter.kill('SIGKILL')
  await vi.waitUntil(() => !isSleeping(72002), { timeout: 5000 })
  await run.end(directory)
})

test('the reason says why the level is not stronger', () => {
  const nothing = {
    uidBase: null,
    userProblem: 'Not root.',
    sandbox: false,
    sandboxProblem: 'bwrap is not installed.',
    pidNamespace: null,
    deathSignal: true,
  }
  expect(reportOf(nothing)).toEqual({ level: 'none', reason: 'bwrap is not installed. Not root.' })
  expect(reportOf({ ...nothing, uidBase: 1 }).level).toBe('other_uid')
  expect(reportOf({ ...nothing, sandbox: true, sandboxProblem: null }).level).toBe('sandbox')
})

test.runIf(isRoot)('the place of the runs goes when its installation is gone, and a strange directory is refused', () => {
  const gone = makeAgentsDirectory(join(root, 'no-such-installation'))
  const kept = makeAgentsDirectory(join(root, 'data'))
  expect([existsSync(gone), existsSync(kept)]).toEqual([false, true])
  expect(statSync(kept).mode & 0o777).toBe(0o711)
  rmSync(kept, { recursive: true })
  const shared = join(root, 'shared')
  mkdirSync(shared)
  chmodSync(shared, 0o777)
  expect(() => makeAgentsDirectory(join(root, 'data'), shared)).toThrow(/only Dispatch can write/)
})

test('only the outermost hidden directories are mounted over', () => {
  expect(outermost(['/root', '/root/data', '/rootless', '/srv/a/', '/srv/a/b'])).toEqual(['/root', '/rootless', '/srv/a/'])
})

test('a program in a private directory is linked to where agents can run it', async () => {
  const hidden = join(root, 'private')
  mkdirSync(hidden, { mode: 0o700 })
  writeFileSync(join(hidden, 'tool'), '#!/bin/sh\necho ran\n', { mode: 0o755 })
  expect(isReachableByOthers(join(hidden, 'tool'))).toBe(false)
  const copy = await reachableProgram(join(hidden, 'tool'), root)
  expect(isReachableByOthers(copy)).toBe(true)
  expect(execFileSync(copy, { encoding: 'utf8' })).toBe('ran\n')
  expect(await reachableProgram(join(hidden, 'tool'), root)).toBe(copy)
})

function isSleeping(seconds: number): boolean {
  return [...listProcesses().keys()].some((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1') === `sleep\0${seconds}\0`
    } catch {
      return false
    }
  })
}
