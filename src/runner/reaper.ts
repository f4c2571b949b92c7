// Tells the reaper process which runs are under way. It lives only while there are any.
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { nodeFlags } from '../platform/node-flags.ts'
import { exactly } from './exact-environment.ts'
import type { RunMarks } from './process-tree.ts'

/** One line to the reaper; without marks the run is over. */
export const reaperLineSchema = z.object({
  runId: z.string(),
  marks: z.object({ directories: z.array(z.string()), uid: z.number().nullable() }).nullable(),
})

export interface Reaper {
  watch(marks: RunMarks): void
  release(runId: string): void
}

const script = fileURLToPath(new URL('reaper-process.ts', import.meta.url))

/** A reaper whose process starts with the first run. */
export function createReaper(): Reaper {
  const watched = new Set<string>()
  let child: ChildProcess | null = null
  const tell = (line: z.infer<typeof reaperLineSchema>) => child?.stdin?.write(`${JSON.stringify(line)}\n`)
  return {
    watch({ runId, directories, uid = null }) {
      child ??= startProcess()
      watched.add(runId)
      tell({ runId, marks: { directories, uid } })
    },
    release(runId) {
      if (!watched.delete(runId)) return
      tell({ runId, marks: null })
      if (watched.size > 0) return
      child?.stdin?.end()
      child = null
    },
  }
}

/** Apart from the server's session and signals, so that what ends the server does not end it too. */
function startProcess(): ChildProcess {
  const child = spawn(process.execPath, [...nodeFlags, script], {
    cwd: '/',
    env: exactly({ PATH: '/usr/bin:/bin' }),
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  child.stdin?.on('error', () => {}) // without a reaper the sweep at the next start does its work
  child.on('error', () => {})
  child.unref()
  return child
}
