// Repeats a write while the database is away for a moment: an agent at work is worth waiting for.
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError, databaseErrorOf } from '../platform/errors.ts'

const PAUSES_MS = [100, 500, 2000, 5000]

/** A write that is safe to repeat. Refusals and wrong statements are not repeated. */
export async function withPatience<T>(write: () => Promise<T>): Promise<T> {
  for (const pause of PAUSES_MS) {
    try {
      return await write()
    } catch (error) {
      if (!mayPass(error)) throw error
      await sleep(pause)
    }
  }
  return write()
}

/** Connection failures, shutdowns, deadlocks and serialisation failures; Node's own network errors have no SQLSTATE. */
function mayPass(error: unknown): boolean {
  if (error instanceof AppError) return false
  const code = databaseErrorOf(error)?.code
  if (code === undefined) return error instanceof Error && 'code' in error
  return code.startsWith('08') || code.startsWith('57P') || code === '40P01' || code === '40001' || code === '53300'
}
