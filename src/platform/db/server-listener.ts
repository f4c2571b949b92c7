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
  #client: Promise<pg.Client> | undefined
  #retry: NodeJS.Timeout | undefined
  #delayMs = FIRST_DELAY_MS
  #isClosed = false

  constructor(url: string, onError: (error: Error) => void) {
    this.#url = url
    this.#onError = onError
  }

  /** `onGap` is called when notifications may have been missed. Returns what ends the subscription. */
  async listen(channel: string, onPayload: (payload: string) => void, onGap?: () => void): Promise<() => Promise<void>> {
    const subscribers = this.#subscribers.get(channel) ?? new Set()
    const subscriber: Subscriber = { onPayload, onGap }
    this.#subscribers.set(channel, subscribers.add(subscriber))
    this.#client ??= this.#connect()
    const client = await this.#client
    if (subscribers.size === 1) await client.query(`listen ${pg.escapeIdentifier(channel)}`)
    return async () => {
      if (!subscribers.delete(subscriber) || subscribers.size > 0) return
      this.#subscribers.delete(channel)
      if (!this.#isClosed) await this.#client?.then((present) => present.query(`unlisten ${pg.escapeIdentifier(channel)}`))
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#retry)
    await this.#client?.then((client) => client.end()).catch(() => {}) // it may be gone already
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.#url, keepAlive: true, application_name: 'dispatch listener' })
    client.on('notification', ({ channel, payload }) => {
      for (const { onPayload } of this.#subscribers.get(channel) ?? []) onPayload(payload ?? '')
    })
    client.on('error', (error) => this.#onError(error))
    client.once('end', () => this.#reconnectLater())
    await client.connect()
    for (const channel of this.#subscribers.keys()) await client.query(`listen ${pg.escapeIdentifier(channel)}`)
    this.#delayMs = FIRST_DELAY_MS
    return client
  }

  #reconnectLater(): void {
    if (this.#isClosed) return
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => void this.#reconnect(), this.#delayMs)
    this.#delayMs = Math.min(this.#delayMs * 2, LAST_DELAY_MS)
  }

  async #reconnect(): Promise<void> {
    const connecting = this.#connect()
    this.#client = connecting
    try {
      await connecting
    } catch (error) {
      this.#onError(error instanceof Error ? error : new Error(String(error)))
      return this.#reconnectLater()
    }
    for (const subscribers of this.#subscribers.values()) for (const { onGap } of subscribers) onGap?.()
  }
}
