// Real processes that try to outlive their run; each is counted by marker and by working directory.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { exactly } from './exact-environment.ts'
import { listProcesses, readProcess } from './proc.ts'
import { findRunProcesses, stopTree, sweepRun } from './process-tree.ts'

let directory: string
let runId: string
const children: ChildProcess[] = []

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dispatch-tree-'))
  runId = `run_${directory.slice(-6)}`
})

afterEach(async () => {
  await sweepRun({ runId, directories: [directory] })
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(directory, { recursive: true, force: true })
})

function start(script: string, file = 'bash', before: string[] = []): number {
  const child = spawn(file, [...before, ...(file === 'bash' ? [] : ['bash']), '-c', script], {
    cwd: directory,
    env: exactly({ PATH: '/usr/bin:/bin', DISPATCH_RUN_ID: runId }),
    stdio: 'ignore',
    detached: true,
  })
  children.push(child)
  return child.pid ?? 0
}

/** Sleeps are told apart by their number, so that nothing else on the machine is counted. */
function sleeping(seconds: number[]): number {
  return [...listProcesses().keys()].filter((pid) => {
    try {
      return seconds.some((s) => readFileSync(`/proc/${pid}/cmdline`, 'latin1') === `sleep\0${s}\0`)
    } catch {
      return false
    }
  }).length
}

const fugitives = [
  'setsid sleep 71001 &',
  'nohup sleep 71002 >/dev/null 2>&1 &',
  'env -i setsid sleep 71003 &',
  '(trap "" TERM INT; cd /; exec setsid sleep 71004) &',
  '( (env -i setsid sleep 71005 &) & )',
  '(cd /; setsid bash -c "sleep 71006 & wait") &',
].join('\n')
const fugitiveSleeps = [71001, 71002, 71003, 71004, 71005, 71006]

test('daemons of every kind are gone after a stop', async () => {
  const root = start(`${fugitives}\nsleep 71000`)
  await vi.waitUntil(() => sleeping([71000, ...fugitiveSleeps]) === 7, { timeout: 5000 })
  const killed = await stopTree({ runId, directories: [directory] }, root, { interruptMs: 100, terminateMs: 100 })
  expect(killed).toBeGreaterThanOrEqual(6)
  expect(sleeping([71000, ...fugitiveSleeps])).toBe(0)
  expect(findRunProcesses({ runId, directories: [directory] })).toEqual([])
})

test('daemons are swept after the agent itself has long ended', async () => {
  const root = start(fugitives)
  await vi.waitUntil(() => !readProcess(root) && sleeping(fugitiveSleeps) === 6, { timeout: 5000 })
  await sweepRun({ runId, directories: [directory] })
  expect(sleeping(fugitiveSleeps)).toBe(0)
})

test('a process in a deleted directory of the run still belongs to it', async () => {
  start('env -i setsid sleep 71010 & sleep 0.1; exit 0')
  await vi.waitUntil(() => sleeping([71010]) === 1, { timeout: 5000 })
  rmSync(directory, { recursive: true })
  await sweepRun({ runId, directories: [directory] })
  expect(sleeping([71010])).toBe(0)
})

test('a polite process ends by SIGINT and nothing has to be killed', async () => {
  const root = start('trap "exit 0" INT; echo ready > ready; while :; do sleep 0.05; done')
  await vi.waitUntil(() => readable(join(directory, 'ready')), { timeout: 5000 })
  const before = Date.now()
  await stopTree({ runId, directories: [directory] }, root, { interruptMs: 4000, terminateMs: 4000 })
  expect(Date.now() - before).toBeLessThan(3500)
  expect(readProcess(root)).toBeUndefined()
})

test('other runs and this process are left alone', async () => {
  const other = mkdtempSync(join(tmpdir(), 'dispatch-other-'))
  const bystander = spawn('sleep', ['71020'], {
    cwd: other,
    env: exactly({ DISPATCH_RUN_ID: `${runId}x`, PATH: '/usr/bin:/bin' }),
  })
  children.push(bystander)
  start('sleep 71021')
  await vi.waitUntil(() => sleeping([71020, 71021]) === 2, { timeout: 5000 })
  expect(findRunProcesses({ runId, directories: [directory] })).not.toContain(process.pid)
  await sweepRun({ runId, directories: [directory] })
  expect(sleeping([71020])).toBe(1)
  rmSync(other, { recursive: true })
})

function readable(path: string): boolean {
  try {
    return readFileSync(path, 'utf8').length > 0
  } catch {
    return false
  }
}
