// The transaction that holds the only connection, and the two limits after which it loses it.

export interface Limits {
  idleInTransactionMs: number
  maxTransactionMs: number
}

export class TransactionWatchdog {
  readonly session: number
  readonly #limits: Limits
  readonly #onExpiry: (reason: string) => void
  readonly #deadline: number
  #timer: NodeJS.Timeout | undefined

  constructor(session: number, limits: Limits, onExpiry: (reason: string) => void) {
    this.session = session
    this.#limits = limits
    this.#onExpiry = onExpiry
    this.#deadline = performance.now() + limits.maxTransactionMs
    this.restart()
  }

  /** The owner gave a sign of life. A busy owner never lets a timer fire, so its deadline is checked here too. */
  restart(): void {
    clearTimeout(this.#timer)
    const { idleInTransactionMs, maxTransactionMs } = this.#limits
    const leftMs = this.#deadline - performance.now()
    if (idleInTransactionMs <= leftMs) this.#expireAfter(idleInTransactionMs, `it sent nothing for ${idleInTransactionMs} ms`)
    else this.#expireAfter(Math.max(0, leftMs), `it was open for more than ${maxTransactionMs} ms`)
  }

  get isOverdue(): boolean {
    return performance.now() > this.#deadline
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #expireAfter(milliseconds: number, reason: string): void {
    this.#timer = setTimeout(() => this.#onExpiry(reason), milliseconds)
  }
}
