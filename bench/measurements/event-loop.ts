// The longest stall of the server's event loop while the embedded database works hard.
import { startChild } from '../kit/child.ts'
import { startDispatch } from '../kit/dispatch.ts'
import { makePlace } from '../kit/engines.ts'
import { type Figure, interleave, type Measurement } from '../kit/measurement.ts'
import { median } from '../kit/statistics.ts'
import { stresses } from '../kit/stress.ts'

export const eventLoop: Measurement = {
  name: 'event-loop',
  async run({ rounds }) {
    const dispatch = await startDispatch({ engine: 'embedded', isHeldBack: true })
    await dispatch.child.ask('seed', 10_000)
    const { directory } = await makePlace('embedded')
    const raw = await startChild('bare-in-process', { directory })
    const figures: Figure[] = []
    for (const warmUp of stresses) await dispatch.child.ask('stress', warmUp)
    for (const kind of stresses) {
      const results = await interleave(rounds, {
        dispatch: () => dispatch.child.ask<number>('stress', kind),
        raw: () => raw.ask<number>('stress', kind),
        nothing: () => dispatch.child.ask<number>('idle', 1_000),
      })
      const worst = Math.max(...(results.dispatch ?? []))
      figures.push({
        what: `longest stall of the event loop during ${kind}`,
        value: median(results.dispatch ?? []),
        unit: 'ms',
        raw: { value: median(results.raw ?? []), what: 'PGlite in the same thread' },
        budget: { kind: 'below', limit: 50 },
        note: `worst round ${worst.toFixed(1)} ms; while nothing happens ${median(results.nothing ?? []).toFixed(1)} ms`,
      })
    }
    return figures
  },
}
