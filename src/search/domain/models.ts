// The embedding models that search knows. Vectors of different models never meet in one comparison.

export interface Model {
  /** Length of its vectors. */
  dimensions: number
  /** Cosine similarity below which two texts have nothing to do with each other: such neighbours are no hits. */
  minSimilarity: number
  /** From here on two issues probably say the same thing, and the create form warns. */
  duplicateSimilarity: number
}

// The thresholds of the shipped model were measured on the labelled set of bench/. Of queries, one in twenty lies below 0.31
// to what it should find, and nine of ten strangers below 0.46. Of pairs of issues, one in a thousand that say different
// things lies above 0.72.
export const models = {
  'energetic-512': { dimensions: 512, minSimilarity: 0.33, duplicateSimilarity: 0.72 },
  'text-embedding-3-small': { dimensions: 1536, minSimilarity: 0.25, duplicateSimilarity: 0.65 },
} as const satisfies Record<string, Model>

export type ModelName = keyof typeof models

export function isModelName(name: string): name is ModelName {
  return name in models
}
