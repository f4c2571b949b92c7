// Two transactions about one thing meet in a unique index or a deadlock: the loser reads what the winner wrote and decides anew.
import { databaseErrorOf } from '../errors.ts'

const raceCodes = new Set(['23505', '40001', '40P01'])
const maxTries = 6

/** Runs `work`, a whole transaction, again when it lost a race; after several losses the error goes to the caller. */
export async function retryRaces<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      if (tries >= maxTries || !raceCodes.has(databaseErrorOf(error)?.code ?? '')) throw error
    }
  }
}
