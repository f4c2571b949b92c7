// What turns texts into vectors. Two exist: a small model inside this installation, and OpenAI's.
import type { Document } from './domain/document.ts'
import type { ModelName } from './domain/models.ts'

/** Unit length, as long as its model says. */
export type Vector = readonly number[]

export interface Embedder {
  readonly model: ModelName
  /** One vector a document, in their order; null for a text in a language that the model does not know. */
  embedDocuments(documents: readonly Document[], signal?: AbortSignal): Promise<(Vector | null)[]>
  /** The vector of a search text. Overtakes documents, since someone waits for it. */
  embedQuery(text: string, signal?: AbortSignal): Promise<Vector | null>
  /** Gives back threads and memory; the next call takes them again. Never waits for running work. */
  close(): Promise<void>
}

declare module '../platform/runtime.ts' {
  interface Runtime {
    /** Absent: search is lexical only. */
    readonly embedder?: Embedder
    /** Other models that can read a search text, while their vectors are still better than none. */
    readonly formerEmbedders?: readonly Embedder[]
  }
}
