// Remembers the vectors of search texts, and leaves a model alone for a moment when it fails again and again.
import { Unavailable } from '../platform/errors.ts'
import type { Document } from './domain/document.ts'
import type { ModelName } from './domain/models.ts'
import type { Embedder, Vector } from './embedder.ts'

/** At 1,536 numbers, six megabytes. */
const maxTexts = 500
/** So often a search waits for a model that doesn't answer, until it goes on without it. */
const maxFailures = 2
const restMs = 10_000

export class QueryCache implements Embedder {
  readonly model: ModelName
  readonly #embedder: Embedder
  readonly #vectors = new Map<string, Vector | null>()
  #failures = 0
  #restsUntil = 0

  constructor(embedder: Embedder) {
    this.model = embedder.model
    this.#embedder = embedder
  }

  embedDocuments(documents: readonly Document[], signal?: AbortSignal): Promise<(Vector | null)[]> {
    return this.#embedder.embedDocuments(documents, signal)
  }

  async embedQuery(text: string, signal?: AbortSignal): Promise<Vector | null> {
    const known = this.#vectors.get(text)
    if (known !== undefined) {
      this.#remember(text, known)
      return known
    }
    if (performance.now() < this.#restsUntil)
      throw new Unavailable('embedder_resting', 'The search model failed several times and is left alone for a moment.')
    try {
      const vector = await this.#embedder.embedQuery(text, signal)
      this.#failures = 0
      this.#remember(text, vector)
      return vector
    } catch (error) {
      this.#failures += 1
      if (this.#failures >= maxFailures) this.#restsUntil = performance.now() + restMs
      throw error
    }
  }

  close(): Promise<void> {
    return this.#embedder.close()
  }

  /** The last used stand at the end; the first one leaves. */
  #remember(text: string, vector: Vector | null): void {
    this.#vectors.delete(text)
    this.#vectors.set(text, vector)
    const [oldest] = this.#vectors.keys()
    if (this.#vectors.size > maxTexts && oldest !== undefined) this.#vectors.delete(oldest)
  }
}
