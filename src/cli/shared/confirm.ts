// Asks before something that cannot be undone.
import { createInterface } from 'node:readline/promises'
import { Interrupted, UsageError } from './failure.ts'
import type { Screen } from './screen.ts'

export interface Question {
  question: string
  /** `--yes` was given. */
  yes: boolean | undefined
  /** What the person must type instead of y, for what would lose data. */
  typed?: string
}

/** Returns when the answer is yes. Without a terminal `--yes` must say it. @throws Interrupted, UsageError */
export async function confirm(screen: Screen, { question, yes, typed }: Question): Promise<void> {
  if (yes) return
  if (!screen.isInteractive) throw new UsageError(`${question.trim()} Nobody can be asked here: say it with --yes.`)
  const stop = new AbortController()
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  terminal.on('SIGINT', () => stop.abort())
  try {
    const hint = typed === undefined ? '[y/N]' : `Type ${typed} to go on:`
    const answer = (await terminal.question(`${question} ${hint} `, { signal: stop.signal })).trim()
    if (typed === undefined ? !/^y(es)?$/i.test(answer) : answer !== typed) throw new Interrupted('not confirmed')
  } catch (error) {
    throw error instanceof Error && error.name === 'AbortError' ? new Interrupted('not confirmed') : error
  } finally {
    terminal.close()
  }
}
