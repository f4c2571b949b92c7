// Waits for what a page is about to show, and tells what it showed instead.
import { isDeepStrictEqual } from 'node:util'

/** Enough for a machine that is many times slower; what comes at once is not waited for. */
const patienceMs = 30_000
const betweenLooksMs = 40

/** The first answer that fits. A look that fails counts as "not yet": the page may just be on its way to another one. */
export async function until<T>(look: () => T | Promise<T>, what: string, fits: (seen: T) => boolean = Boolean): Promise<T> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    let last: string
    try {
      const seen = await look()
      if (fits(seen)) return seen
      last = JSON.stringify(seen) ?? 'nothing'
    } catch (error) {
      last = error instanceof Error ? error.message : String(error)
    }
    if (performance.now() > deadline)
      throw new Error(`waited ${patienceMs / 1000} s in vain for ${what}; seen last: ${short(last)}`)
    await new Promise((resolve) => setTimeout(resolve, betweenLooksMs))
  }
}

/** Waits until the answer is exactly that. */
export async function becomes<T>(look: () => T | Promise<T>, expected: T, what: string): Promise<void> {
  await until(look, `${what} to be ${JSON.stringify(expected)}`, (seen) => isDeepStrictEqual(seen, expected))
}

function short(text: string): string {
  return text.length > 1200 ? `${text.slice(0, 1200)}…` : text
}
