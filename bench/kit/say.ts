// What a measurement tells: results to stdout, whole lines; what went wrong to stderr.
import { inspect } from 'node:util'

export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** An error with all that is known of it. */
export function complain(about: unknown): void {
  process.stderr.write(`${typeof about === 'string' ? about : inspect(about)}\n`)
}
