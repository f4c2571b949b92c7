// A stand-in for OpenAI's embeddings: each text has a vector of its own, near to those of texts with the same words.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type StandIn, startStandIn } from './http.ts'

const requestSchema = z.object({ model: z.literal('text-embedding-3-small'), input: z.array(z.string()).min(1) })

export const embeddingDimensions = 1536

/** Answers `POST /embeddings`; put failures into `next`. */
export function startOpenAiApi(): Promise<StandIn> {
  return startStandIn(({ method, path, body }) => {
    const request = requestSchema.safeParse(body)
    if (method !== 'POST' || path !== '/embeddings' || !request.success)
      return { status: 400, json: { error: { message: 'bad request' } } }
    const data = request.data.input.map((text, index) => ({ object: 'embedding', index, embedding: embed(text) }))
    return { status: 200, json: { object: 'list', model: request.data.model, data } }
  })
}

/** The sum of a fixed direction for each word, at unit length. */
export function embed(text: string): number[] {
  const sum = Array.from({ length: embeddingDimensions }, () => 0)
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? ['']) {
    const hash = createHash('sha256').update(word).digest()
    for (let index = 0; index < embeddingDimensions; index++)
      sum[index] = (sum[index] ?? 0) + ((hash[index % 32] ?? 0) - 127.5) * (index % 7 === (hash[1] ?? 0) % 7 ? 2 : 1)
  }
  const length = Math.hypot(...sum)
  return sum.map((value) => value / length)
}
