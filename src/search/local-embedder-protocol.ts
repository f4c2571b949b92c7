// What the local embedder and its thread say to each other.

export interface Request {
  id: number
  /** None of them empty: the encoder fails on an empty text. */
  texts: string[]
}

export type Reply = { id: number; vectors: number[][] } | { id: number; error: string }
