// OpenAI's embeddings, or any server that speaks its API.
import { z } from 'zod'
import { Upstream } from '../platform/errors.ts'
import type { Document } from './domain/document.ts'
import { models } from './domain/models.ts'
import type { Embedder, Vector } from './embedder.ts'

export interface OpenAiEmbedderOptions {
  apiKey: string
  baseUrl: string
  fetch: typeof fetch
  documentsTimeoutMs?: number
  queryTimeoutMs?: number
}

// The API takes 2,048 texts of 8,191 tokens; a character of any script is at most about one token and a half.
const maxTextLength = 5_000
const maxTexts = 100
/** A service that asks for more than an hour is asked again after one. */
const maxWaitSeconds = 3_600

const model = 'text-embedding-3-small'
const answerSchema = z.object({
  data: z.array(
    z.object({ index: z.number().int().nonnegative(), embedding: z.array(z.number()).length(models[model].dimensions) }),
  ),
})

export class OpenAiEmbedder implements Embedder {
  readonly model = model
  readonly #options: Required<OpenAiEmbedderOptions>

  constructor(options: OpenAiEmbedderOptions) {
    this.#options = { documentsTimeoutMs: 20_000, queryTimeoutMs: 2_000, ...options }
  }

  async embedDocuments(documents: readonly Document[], signal?: AbortSignal): Promise<Vector[]> {
    const texts = documents.map(({ title, description }) => `${title}\n\n${description}`.trim())
    const vectors: Vector[] = []
    for (let start = 0; start < texts.length; start += maxTexts) {
      const timeout = AbortSignal.timeout(this.#options.documentsTimeoutMs)
      vectors.push(...(await this.#embed(texts.slice(start, start + maxTexts), either(timeout, signal))))
    }
    return vectors
  }

  async embedQuery(text: string, signal?: AbortSignal): Promise<Vector | null> {
    const [vector] = await this.#embed([text], either(AbortSignal.timeout(this.#options.queryTimeoutMs), signal))
    return vector ?? null
  }

  async close(): Promise<void> {}

  async #embed(texts: string[], signal: AbortSignal): Promise<Vector[]> {
    const body = JSON.stringify({ model, input: texts.map(shorten), encoding_format: 'float' })
    const answer = answerSchema.safeParse(await this.#post(body, signal))
    if (!answer.success || answer.data.data.length !== texts.length) {
      throw new Upstream(
        'embedding_unreadable',
        'The embeddings API answered in a shape that Dispatch does not know.',
        answer.error,
      )
    }
    return answer.data.data.sort((a, b) => a.index - b.index).map(({ embedding }) => embedding)
  }

  async #post(body: string, signal: AbortSignal): Promise<unknown> {
    try {
      const response = await this.#options.fetch(`${this.#options.baseUrl}/embeddings`, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.#options.apiKey}`, 'content-type': 'application/json' },
        body,
        signal,
        redirect: 'error',
      })
      if (!response.ok) throw refusal(response)
      return await response.json()
    } catch (error) {
      if (error instanceof Upstream) throw error
      const isTimeout = signal.aborted
      throw new Upstream(
        'embedding_unreachable',
        `The embeddings API ${isTimeout ? 'gave no answer in time' : 'cannot be reached'}.`,
        error,
      )
    }
  }
}

/** `embedding_rejected` means these texts; every other refusal means the account or the service. */
function refusal({ status, headers }: Response): Upstream {
  if (status === 400 || status === 413 || status === 422) {
    return new Upstream('embedding_rejected', `The embeddings API refused a text (HTTP ${status}).`)
  }
  if (status === 401 || status === 403)
    return new Upstream('embedding_unauthorized', `The embeddings API refused OPENAI_API_KEY (HTTP ${status}).`)
  const seconds = Number(headers.get('retry-after'))
  const extra = seconds > 0 ? { retry_after_seconds: Math.min(seconds, maxWaitSeconds) } : {}
  return new Upstream('embedding_unavailable', `The embeddings API answered HTTP ${status}.`, undefined, extra)
}

function shorten(text: string): string {
  return text.slice(0, maxTextLength).toWellFormed()
}

function either(timeout: AbortSignal, signal: AbortSignal | undefined): AbortSignal {
  return signal ? AbortSignal.any([timeout, signal]) : timeout
}
