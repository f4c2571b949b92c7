// Follows a run to its end: entries come once and in order, also when the connection breaks in between.
import { setTimeout as delay } from 'node:timers/promises'
import type { z } from 'zod'
import { AppError } from '../../platform/errors.ts'
import { type Run, runSchema, transcriptEntrySchema } from '../../runs/schemas.ts'
import { ApiClient, ConnectionBroke } from '../shared/client.ts'
import type { Tools } from '../shared/command.ts'
import { exitCodes } from '../shared/exit-codes.ts'
import { EndsWith, Interrupted } from '../shared/failure.ts'
import { plainJson } from '../shared/plain-text.ts'
import type { Screen } from '../shared/screen.ts'
import { entryLines } from './entry-lines.ts'
import { ending, stateOf, styleOf } from './words.ts'

export type Entry = z.infer<typeof transcriptEntrySchema>

const firstPauseMs = 500
const longestPauseMs = 10_000

/** Ends with 0 for a run that succeeded, else with 1. Ctrl-C leaves the run alone. */
export async function followRun(tools: Tools, run: Run, { after }: { after: number }): Promise<void> {
  const { screen } = tools
  const stop = new AbortController()
  const interrupt = () => stop.abort()
  process.once('SIGINT', interrupt)
  try {
    if (!screen.json) screen.note(`${run.issue_identifier}: ${run.agent.name}, ${run.kind}. Ctrl-C stops watching, not the run.`)
    return endAs(screen, await follow(tools, { run, position: after }, stop.signal))
  } finally {
    process.off('SIGINT', interrupt)
  }
}

interface Progress {
  run: Run
  position: number
}

async function follow(tools: Tools, progress: Progress, signal: AbortSignal): Promise<Run> {
  let { client } = tools
  let pauseMs = firstPauseMs
  for (let triesInVain = 0; ; triesInVain++) {
    const before = progress.position
    try {
      if (await readStream({ ...tools, client }, progress, signal)) return progress.run
    } catch (error) {
      if (!isAway(error, { isLocal: client.server.isLocal, triesInVain })) throw error
    }
    if (progress.position > before) [pauseMs, triesInVain] = [firstPauseMs, 0]
    if (!signal.aborted) tools.screen.note(`The connection is lost. Trying again in ${pauseMs / 1000} s …`)
    await delay(pauseMs, undefined, { signal }).catch(() => {
      throw new Interrupted('stopped watching')
    })
    pauseMs = Math.min(pauseMs * 2, longestPauseMs)
    // A server on this machine writes a new address and token at each start.
    client = await ApiClient.open().catch(() => client)
  }
}

/** A server that restarts is away for a while; it was there when watching began. */
function isAway(error: unknown, { isLocal, triesInVain }: { isLocal: boolean; triesInVain: number }): boolean {
  if (error instanceof ConnectionBroke) return true
  if (!(error instanceof AppError)) return false
  if (['not_running', 'unreachable'].includes(error.code)) return true
  // It listens already, and its new token is not written yet.
  return isLocal && error.code === 'invalid_token' && triesInVain < 5
}

/** True when the run is finished and everything of it was shown. */
async function readStream({ client, screen }: Tools, progress: Progress, signal: AbortSignal): Promise<boolean> {
  const path = `/api/runs/${progress.run.id}/stream`
  for await (const { event, data } of client.stream(path, { after: String(progress.position), signal })) {
    if (event === 'entry') {
      const entry = transcriptEntrySchema.parse(data)
      if (entry.seq <= progress.position) continue
      showEntry(screen, entry)
      progress.position = entry.seq
    } else if (event === 'run') {
      const run = runSchema.parse(data)
      if (!screen.json && stateOf(run) !== stateOf(progress.run) && run.state !== 'finished')
        screen.note(screen.style(styleOf(run), `— ${stateOf(run)}`))
      progress.run = run
    }
  }
  return progress.run.state === 'finished'
}

/** With `--json` each entry is a line of its own, so that a reader gets it at once. */
export function showEntry(screen: Screen, entry: Entry): void {
  if (screen.json) screen.print(onOneLine(entry))
  else for (const line of entryLines(screen, entry)) screen.print(line)
}

/** The run is the last word: what it ended as decides the exit code. */
export function endAs(screen: Screen, run: Run): void {
  if (screen.json) screen.print(onOneLine(run))
  else screen.note(screen.style(styleOf(run), `${run.issue_identifier}: ${ending(run)}`))
  if (run.state === 'finished' && run.reason !== 'succeeded') throw new EndsWith(exitCodes.failure)
}

function onOneLine(value: unknown): string {
  return plainJson(value).replace(/\n\s*/g, ' ')
}
