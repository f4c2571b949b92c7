// How far long work is: a bar where somebody looks, a line every ten seconds where the output is kept, nothing for short work.
import { duration } from './times.ts'

export interface Progress {
  /** Of the total that was told, or of a better one that is known by now. */
  set(done: number, total?: number): void
  /** Leaves the terminal as it was. */
  end(): void
}

const drawEveryMs = 80
const sayEveryMs = 10_000
const width = 30

/** Always on stderr: stdout has the answer. */
export function openProgress(title: string, total: number): Progress {
  const { stderr } = process
  const startedAt = performance.now()
  const isTerminal = stderr.isTTY === true
  let lastAt = isTerminal ? Number.NEGATIVE_INFINITY : startedAt
  return {
    set(done, all = total) {
      const now = performance.now()
      if (now - lastAt < (isTerminal ? drawEveryMs : sayEveryMs) && !(isTerminal && done === all)) return
      lastAt = now
      const line = describe({ title, done, total: all, elapsedMs: now - startedAt })
      stderr.write(isTerminal ? `\r\u001b[K${line}` : `${line}\n`)
    },
    end() {
      if (isTerminal) stderr.write('\r\u001b[K')
    },
  }
}

function describe({ title, done, total, elapsedMs }: { title: string; done: number; total: number; elapsedMs: number }): string {
  const share = total > 0 ? Math.min(1, done / total) : 0
  const filled = Math.round(share * width)
  const bar = '█'.repeat(filled) + '░'.repeat(width - filled)
  const left = share > 0.02 && share < 1 ? `, ${duration((elapsedMs / share) * (1 - share))} left` : ''
  return `${title} ${bar} ${Math.floor(share * 100)} % (${done} of ${total}${left})`
}
