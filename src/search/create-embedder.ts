// Chooses the embedding model: OpenAI's where a key is set, else the one that comes with the installation.
import type { Config } from '../platform/config.ts'
import type { Embedder } from './embedder.ts'
import { LocalEmbedder } from './local-embedder.ts'
import { OpenAiEmbedder } from './openai-embedder.ts'
import { QueryCache } from './query-cache.ts'

export interface Embedders {
  /** Makes the vectors. */
  embedder: Embedder
  /** Can still read a search text while the vectors of another model are replaced. */
  formerEmbedders: Embedder[]
}

/** Costs nothing until they are used. */
export function createEmbedders(
  config: Pick<Config, 'OPENAI_API_KEY' | 'OPENAI_BASE_URL' | 'DISPATCH_SEARCH_MODEL'>,
  fetchFrom: typeof fetch,
): Embedders {
  const local = new QueryCache(new LocalEmbedder())
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl } = config
  if (!apiKey) return { embedder: local, formerEmbedders: [] }
  const remote = new QueryCache(new OpenAiEmbedder({ apiKey, baseUrl, fetch: fetchFrom }))
  return config.DISPATCH_SEARCH_MODEL === 'local'
    ? { embedder: local, formerEmbedders: [remote] }
    : { embedder: remote, formerEmbedders: [local] }
}
