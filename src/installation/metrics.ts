// GET /metrics for Prometheus: the process, the requests, the queue.
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { countOutbound } from '../outbound/store/counts.ts'
import type { Runtime } from '../platform/runtime.ts'

export interface Metrics {
  /** Seconds that an answer took, by method, route class and status. */
  observe(request: { method: string; area: string; status: number; seconds: number }): void
  text(): Promise<string>
  readonly contentType: string
}

export function createMetrics(runtime: Runtime): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'dispatch_http_request_seconds',
    help: 'Time to answer a request',
    labelNames: ['method', 'area', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  })
  new Gauge({
    name: 'dispatch_jobs',
    help: 'Jobs by queue and state',
    labelNames: ['queue', 'state'],
    registers: [registry],
    async collect() {
      for (const [queue, counts] of Object.entries(await runtime.jobs.counts())) {
        for (const [state, value] of Object.entries(counts)) this.set({ queue, state }, value)
      }
    },
  })
  new Gauge({
    name: 'dispatch_outbound',
    help: 'Messages that wait to be delivered, and webhooks that Dispatch switched off',
    labelNames: ['what'],
    registers: [registry],
    async collect() {
      for (const [what, value] of Object.entries(await countOutbound(runtime.database.kysely))) this.set({ what }, value)
    },
  })
  return {
    observe: ({ method, area, status, seconds }) => requests.observe({ method, area, status: String(status) }, seconds),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}
