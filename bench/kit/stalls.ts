// How long the event loop of this process was held up at once.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'

/** Begins to watch; `stop` gives the longest stall in milliseconds. */
export async function watchStalls(): Promise<{ stop(): Promise<number> }> {
  const histogram = monitorEventLoopDelay({ resolution: 1 })
  histogram.enable()
  // The first sample only sets the mark that the second one is measured from.
  await delay(20)
  return {
    async stop() {
      await delay(5) // A stall at the very end is only seen by the sample after it.
      histogram.disable()
      return histogram.max / 1e6
    },
  }
}
