// Chooses the embedding model: OpenAI's where a key is set, else the one that comes with the installation.
import type { Config } from '../platform/config.ts'
import type { Embedder } from './embedder.ts'
import { LocalEmbedder } from './local-embedder.ts'
import { OpenAiEmbedder } from './openai-embedder.ts'

/** Costs nothing until it is used. */
export function createEmbedder(config: Pick<Config, 'OPENAI_API_KEY' | 'OPENAI_BASE_URL'>, fetchFrom: typeof fetch): Embedder {
  if (config.OPENAI_API_KEY) {
    return new OpenAiEmbedder({ apiKey: config.OPENAI_API_KEY, baseUrl: config.OPENAI_BASE_URL, fetch: fetchFrom })
  }
  return new LocalEmbedder()
}
