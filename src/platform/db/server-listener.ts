// One connection of this process that only listens, and comes back by itself after the server was away.
import pg from 'pg'

interface Subscriber {
  onPayload(payload: string): void
  onGap?: (() => void) | undefined
}

const FIRST_DELAY_MS = 100
const LAST_DELAY_MS = 5000

export class ServerListener {
  readonly #url: string
  readonly #onError: (error: Error) => void
  readonly #subscribers = new Map<string, Set<Subscriber>>()
  /** The channels that the server knows of. */
  readonly #listening = new Set<string>()
  #client: pg.Client | undefined
  #lastTask: Promise<void> = Promise.resolve()
  #retry: NodeJS.Timeout | undefined
  #delayMs = FIRST_DELAY_MS
  #isClosed = false

  constructor(url: string, onError: (error: Error) => void) {
    this.#url = url
    this.#onError = onError
  }

  /** `onGap` is called when notifications may have been missed. Returns what ends the subscription. */
  async listen(channel: string, onPayload: (payload: string) => void, onGap?: () => void): Promise<() => Promise<void>> {
    const subscriber: Subscriber = { onPayload, onGap }
    this.#subscribers.set(channel, (this.#subscribers.get(channel) ?? new Set()).add(subscriber))
    await this.#synchronise()
    return async () => {
      const subscribers = this.#subscribers.get(channel)
      subscribers?.delete(subscriber)
      if (subscribers?.size === 0) this.#subscribers.delete(channel)
      await this.#synchronise()
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#retry)
    await this.#lastTask
    await this.#client?.end().catch(() => {}) // it may be gone already
  }

  /** Makes the server's list of channels equal to ours, one task after another; a failure is tried again later. */
  #synchronise(): Promise<void> {
    this.#lastTask = this.#lastTask.then(async () => {
      if (this.#isClosed) return
      try {
        this.#client ??= await this.#connect()
        await this.#sendChanges(this.#client)
        this.#delayMs = FIRST_DELAY_MS
      } catch (error) {
        this.#onError(error instanceof Error ? error : new Error(String(error)))
        this.#retryLater()
      }
    })
    return this.#lastTask
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.#url, keepAlive: true, application_name: 'dispatch listener' })
    client.on('error', (error) => this.#onError(error))
    client.on('notification', ({ channel, payload }) => {
      for (const { onPayload } of this.#subscribers.get(channel) ?? []) onPayload(payload ?? '')
    })
    client.once('end', () => this.#lost(client))
    await client.connect()
    return client
  }

  async #sendChanges(client: pg.Client): Promise<void> {
    for (const channel of this.#subscribers.keys()) {
      if (this.#listening.has(channel)) continue
      await client.query(`listen ${pg.escapeIdentifier(channel)}`)
      this.#listening.add(channel)
    }
    for (const channel of this.#listening) {
      if (this.#subscribers.has(channel)) continue
      await client.query(`unlisten ${pg.escapeIdentifier(channel)}`)
      this.#listening.delete(channel)
    }
  }

  #lost(client: pg.Client): void {
    if (client !== this.#client) return // one that never got as far as listening
    this.#client = undefined
    this.#listening.clear()
    this.#retryLater()
  }

  #retryLater(): void {
    if (this.#isClosed) return
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => void this.#reconnect(), this.#delayMs)
    this.#delayMs = Math.min(this.#delayMs * 2, LAST_DELAY_MS)
  }

  async #reconnect(): Promise<void> {
    await this.#synchronise()
    if (!this.#client) return
    for (const subscribers of this.#subscribers.values()) for (const { onGap } of subscribers) onGap?.()
  }
}
