// The embedding models that search knows. Vectors of different models never meet in one comparison.

export interface Model {
  /** Length of its vectors. */
  dimensions: number
  /** Cosine similarity below which two texts have nothing to do with each other: such neighbours are no hits. */
  minSimilarity: number
  /** From here on two issues probably say the same thing, and the create form warns. */
  duplicateSimilarity: number
}

// The thresholds of the shipped model were measured on pairs of issue titles: reworded twins lie at 0.63 to 0.84, strangers
// at most at 0.59 (median 0.35); short queries find their issue at 0.33 and more (median of strangers 0.28).
export const models = {
  'energetic-512': { dimensions: 512, minSimilarity: 0.33, duplicateSimilarity: 0.68 },
  'text-embedding-3-small': { dimensions: 1536, minSimilarity: 0.25, duplicateSimilarity: 0.65 },
} as const satisfies Record<string, Model>

export type ModelName = keyof typeof models

export function isModelName(name: string): name is ModelName {
  return name in models
}
