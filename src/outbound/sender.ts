// The hands of this process that send: what is due is claimed, sent side by side, and recorded, each on its own.
import { setTimeout as delay } from 'node:timers/promises'
import { runAs } from '../platform/db/lanes.ts'
import type { Runtime } from '../platform/runtime.ts'
import { type DueDelivery, pickDeliveries, type SendLimits } from './domain/pick-deliveries.ts'
import type { OutboundPorts } from './ports.ts'
import { recordAttempt } from './record-attempt.ts'
import { sendDelivery } from './senders/send-delivery.ts'
import {
  type ClaimedRow,
  claimDeliveries,
  type DueRow,
  listDue,
  loadClaimed,
  releaseClaim,
  releaseClaims,
} from './store/sending.ts'

export interface SenderOptions {
  limits?: SendLimits
  /** How long a graceful stop lets what is under way end. */
  stopGraceMs?: number
}

const defaultLimits: SendLimits = { total: 64, perHost: 4 }
const pollMs = 1000
/** Longer than any attempt takes, so that what is claimed after it ended was left by a process that died. */
const leaseSeconds = 60
const candidates = 500

export class Sender {
  readonly #runtime: Runtime
  readonly #ports: OutboundPorts
  readonly #limits: SendLimits
  readonly #stopGraceMs: number
  readonly #stopping = new AbortController()
  readonly #inFlight = new Map<string, number>()
  readonly #running = new Set<Promise<void>>()
  #poll: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  #isStale = false

  constructor(runtime: Runtime, ports: OutboundPorts, { limits = defaultLimits, stopGraceMs = 5000 }: SenderOptions = {}) {
    this.#runtime = runtime
    this.#ports = ports
    this.#limits = limits
    this.#stopGraceMs = stopGraceMs
  }

  async start(): Promise<void> {
    if (this.#runtime.database.engine === 'pglite') await releaseClaims(this.#runtime.database.kysely)
    this.#poll = setInterval(() => this.wake(), pollMs)
    this.wake()
  }

  /** Something may be due. Returns at once. */
  wake(): void {
    if (this.#stopping.signal.aborted) return
    this.#isStale = true
    this.#looking ??= runAs('job', () => this.#lookOn())
  }

  /** Sends what is due now, and what becomes due meanwhile, and waits for it. */
  async settle(): Promise<void> {
    this.wake()
    while (this.#looking || this.#running.size > 0) {
      await this.#looking
      if (this.#running.size > 0) await Promise.race(this.#running)
    }
  }

  /** What does not end in time is cut off; it goes out again with the next process. */
  async stop(): Promise<void> {
    clearInterval(this.#poll)
    const grace = delay(this.#stopGraceMs, undefined, { ref: false })
    await Promise.race([this.#looking, grace])
    await Promise.race([Promise.allSettled(this.#running), grace])
    this.#stopping.abort()
    await Promise.allSettled([this.#looking, ...this.#running])
  }

  async #lookOn(): Promise<void> {
    try {
      while (this.#isStale && !this.#stopping.signal.aborted) {
        this.#isStale = false
        await this.#startDue()
      }
    } catch (error) {
      this.#runtime.log.warn({ err: error }, 'outbound.look_failed')
    } finally {
      // In the same step as the last look at #isStale: a wake after it starts a new round.
      this.#looking = undefined
    }
  }

  async #startDue(): Promise<void> {
    const db = this.#runtime.database.kysely
    const due = await listDue(db, { perWebhook: this.#limits.perHost, total: candidates })
    const chosen = pickDeliveries(due.map(toDue), this.#inFlight, this.#limits)
    const hostById = new Map(chosen.map(({ id, host }) => [id, host]))
    const claimed = await claimDeliveries(db, [...hostById.keys()], leaseSeconds)
    for (const delivery of await loadClaimed(db, claimed)) this.#send(delivery, hostById.get(delivery.id) ?? '')
  }

  #send(delivery: ClaimedRow, host: string): void {
    this.#count(host, 1)
    const sending = this.#sendAndRecord(delivery)
      .catch((error: unknown) => this.#runtime.log.warn({ err: error, deliveryId: delivery.id }, 'outbound.record_failed'))
      .finally(() => {
        this.#count(host, -1)
        this.#running.delete(sending)
        this.wake()
      })
    this.#running.add(sending)
  }

  async #sendAndRecord(delivery: ClaimedRow): Promise<void> {
    const startedAt = performance.now()
    const { signal } = this.#stopping
    const sent = await sendDelivery({ runtime: this.#runtime, ports: this.#ports, signal }, delivery)
    // Cut off by our own end: whether it arrived is unknown, so it is neither a success nor the receiver's failure.
    if (signal.aborted && sent.outcome.kind === 'failed') return releaseClaim(this.#runtime.database.kysely, delivery)
    await recordAttempt(this.#runtime, this.#ports, { delivery, sent, durationMs: performance.now() - startedAt })
  }

  #count(host: string, by: number): void {
    const count = (this.#inFlight.get(host) ?? 0) + by
    if (count > 0) this.#inFlight.set(host, count)
    else this.#inFlight.delete(host)
  }
}

function toDue({ id, kind, target, agent_url }: DueRow): DueDelivery {
  if (kind === 'email') return { id, host: 'mail' }
  if (kind === 'slack_bot') return { id, host: 'slack.com' }
  // Of a Slack webhook only a hint of the address is known here, which begins with its host.
  const host = kind === 'slack_webhook' ? target?.split('/')[0] : URL.parse(agent_url ?? target ?? '')?.host
  return { id, host: host ?? '' }
}
