// When a server is killed outright, the tools of its agents do not stay.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { listProcesses } from './proc.ts'
import { createReaper } from './reaper.ts'

const sleepers = (seconds: number) => [...listProcesses().keys()].filter((pid) => commandOf(pid) === `sleep\0${seconds}\0`)
const sleeping = (seconds: number) => sleepers(seconds).length

test('the reaper ends the processes of a killed server, and only of runs that were under way', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'dispatch-reaper-'))
  const server = spawn(
    process.execPath,
    [
      '--input-type=module-typescript',
      '-e',
      `import { spawn } from 'node:child_process'
       import { createReaper } from ${JSON.stringify(new URL('reaper.ts', import.meta.url).href)}
       const reaper = createReaper()
       reaper.watch({ runId: 'run_a', directories: [${JSON.stringify(directory)}] })
       reaper.watch({ runId: 'run_b', directories: [] })
       reaper.release('run_b')
       const start = (seconds, env) => spawn('setsid', ['sleep', seconds], { cwd: ${JSON.stringify(directory)}, env: { PATH: '/usr/bin:/bin', ...env }, detached: true, stdio: 'ignore' })
       start('75001', { DISPATCH_RUN_ID: 'run_a' })
       start('75002', {})
       spawn('sleep', ['75003'], { cwd: '/', env: { PATH: '/usr/bin:/bin', DISPATCH_RUN_ID: 'run_b' }, detached: true, stdio: 'ignore' })
       setInterval(() => {}, 1e6)`,
    ],
    { stdio: 'ignore' },
  )
  await vi.waitUntil(() => [75001, 75002, 75003].every((seconds) => sleeping(seconds) === 1), { timeout: 10_000 })
  server.kill('SIGKILL')
  await vi.waitUntil(() => sleeping(75001) + sleeping(75002) === 0, { timeout: 10_000 })
  expect(sleeping(75003)).toBe(1)
  for (const pid of sleepers(75003)) process.kill(pid, 'SIGKILL')
  rmSync(directory, { recursive: true })
})

test('its process ends with the last run', async () => {
  const reapers = () =>
    [...listProcesses().values()].filter(
      (info) => info.parent === process.pid && commandOf(info.pid).includes('reaper-process.ts'),
    ).length
  const reaper = createReaper()
  reaper.watch({ runId: 'run_c', directories: [] })
  expect(reapers()).toBe(1)
  reaper.release('run_c')
  await vi.waitUntil(() => reapers() === 0, { timeout: 10_000 })
})

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1')
  } catch {
    return ''
  }
}
