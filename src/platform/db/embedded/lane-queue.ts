// Two queues for one connection: requests that someone waits for go first, but jobs are never starved.
import type { Lane } from '../lanes.ts'

/** After so many overtakings in a row one job request runs, so jobs keep about a tenth of a saturated connection. */
const OVERTAKINGS = 10

export class LaneQueue<T> {
  readonly #waiting: Record<Lane, T[]> = { http: [], job: [] }
  #overtakings = 0

  push(lane: Lane, item: T): void {
    this.#waiting[lane].push(item)
  }

  take(): T | undefined {
    const { http, job } = this.#waiting
    const jobIsDue = job.length > 0 && this.#overtakings >= OVERTAKINGS
    if (http.length > 0 && !jobIsDue) {
      if (job.length > 0) this.#overtakings++
      return http.shift()
    }
    this.#overtakings = 0
    return job.shift()
  }

  size(lane: Lane): number {
    return this.#waiting[lane].length
  }

  get isEmpty(): boolean {
    return this.#waiting.http.length === 0 && this.#waiting.job.length === 0
  }
}
