// Hands entries from the reader of an agent's output to whoever stores them, and makes the reader wait when the store is slow.

/** `push` resolves when there is room; iteration ends after `close` when everything was taken. */
export class EntryQueue<T> implements AsyncIterable<T> {
  readonly #limit: number
  #items: T[] = []
  #isClosed = false
  #waitingTaker: (() => void) | null = null
  #waitingPusher: (() => void) | null = null

  constructor(limit: number) {
    this.#limit = limit
  }

  get isFull(): boolean {
    return this.#items.length >= this.#limit
  }

  async push(item: T): Promise<void> {
    if (this.#isClosed) return
    this.#items.push(item)
    this.#waitingTaker?.()
    if (this.isFull) await new Promise<void>((resolve) => (this.#waitingPusher = resolve))
  }

  /** No more items; a waiting pusher goes on. */
  close(): void {
    this.#isClosed = true
    this.#waitingTaker?.()
    this.#waitingPusher?.()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const item = this.#items.shift()
      if (item !== undefined) {
        if (!this.isFull) this.#waitingPusher?.()
        yield item
      } else if (this.#isClosed) return
      else await new Promise<void>((resolve) => (this.#waitingTaker = resolve))
    }
  }
}
