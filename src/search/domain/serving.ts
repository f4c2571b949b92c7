// Which model answers while one replaces another.
import type { ModelName } from './models.ts'

export interface Serving {
  /** Ranks every issue that has a vector of it. */
  main: ModelName
  /** Ranks the issues that `main` has no vector of; null if one model is all there is. */
  rest: ModelName | null
}

/** From this share of the other model's vectors on, the new one answers better than the old: it knows the changed issues. */
const enough = 0.95

/**
 * `target` is the model that new vectors are made with; `others` can still read a query. Vectors of two models are never
 * compared: each issue is ranked by one of them.
 */
export function decideServing(target: ModelName, others: readonly ModelName[], vectors: ReadonlyMap<string, number>): Serving {
  const count = (model: ModelName) => vectors.get(model) ?? 0
  const [former] = others.filter((model) => count(model) > 0).sort((a, b) => count(b) - count(a))
  if (!former) return { main: target, rest: null }
  if (count(target) >= enough * count(former)) return { main: target, rest: former }
  return { main: former, rest: count(target) > 0 ? target : null }
}
