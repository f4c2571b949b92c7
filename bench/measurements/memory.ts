// How much memory the embedded system takes while nothing happens, and where it is.
import { setTimeout as delay } from 'node:timers/promises'
import { buildPages } from '../../src/cli/build-pages.ts'
import { startChild } from '../kit/child.ts'
import { startDispatch } from '../kit/dispatch.ts'
import { makePlace } from '../kit/engines.ts'
import type { Figure, Measurement } from '../kit/measurement.ts'
import type { MemoryReport } from '../kit/memory.ts'
import { median } from '../kit/statistics.ts'

/** Long enough for the first sweeps and for what the start left to be collected. */
const idleMs = 10_000

export const memory: Measurement = {
  name: 'memory',
  async run({ rounds }, say) {
    await buildPages(() => say('building the pages first'))
    const reports: Record<'idle' | 'embedded' | 'bare', MemoryReport[]> = { idle: [], embedded: [], bare: [] }
    for (let round = 0; round < rounds; round++) {
      reports.bare.push(await readBare())
      const { idle, embedded } = await readDispatch()
      reports.idle.push(idle)
      reports.embedded.push(embedded)
    }
    const middle = (of: keyof typeof reports) => median(reports[of].map(({ rssMb }) => rssMb))
    const raw = { value: middle('bare'), what: 'Node, the embedded engine on a new directory, a bare http server' }
    const figure = (what: string, of: keyof typeof reports): Figure => {
      const [report] = reports[of]
      return { what, value: middle(of), unit: 'MB', raw, ...(report && { note: whereItGoes(report) }) }
    }
    return [
      { ...figure('idle memory of the embedded system, resident', 'idle'), budget: { kind: 'below', limit: 900 } },
      figure('the same after the first embedding', 'embedded'),
    ]
  },
}

async function readDispatch(): Promise<{ idle: MemoryReport; embedded: MemoryReport }> {
  const dispatch = await startDispatch({ engine: 'embedded', pages: true })
  await (await fetch(`http://127.0.0.1:${dispatch.port}/`)).text()
  await delay(idleMs)
  const idle = await dispatch.child.ask<MemoryReport>('memory')
  await dispatch.request('POST', '/api/issues', { title: 'The first issue makes the first embedding' })
  await dispatch.child.ask('embedded')
  await delay(idleMs)
  const embedded = await dispatch.child.ask<MemoryReport>('memory')
  await dispatch.child.stop()
  return { idle, embedded }
}

async function readBare(): Promise<MemoryReport> {
  const { directory } = await makePlace('embedded')
  const bare = await startChild('bare-embedded', { directory })
  await delay(idleMs)
  const report = await bare.ask<MemoryReport>('memory')
  await bare.stop()
  return report
}

function whereItGoes(report: MemoryReport): string {
  const mb = (value: number) => `${Math.round(value)} MB`
  const workers = report.workers.map(
    ({ name, heapMb, externalMb }) => `thread ${name}: heap ${mb(heapMb)}, outside ${mb(externalMb)}`,
  )
  const main = `main thread: heap ${mb(report.mainHeapMb)}, buffers ${mb(report.mainExternalMb)}`
  return [
    main,
    ...workers,
    `WebAssembly ${mb(report.wasmMb)}`,
    `program files ${mb(report.filesMb)}`,
    `at most so far ${mb(report.peakMb)}`,
  ].join('; ')
}
