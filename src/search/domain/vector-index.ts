// When an approximate index of vectors pays: not for few vectors, and never on the engine that one build would block.

export interface IndexFacts {
  engine: 'pglite' | 'postgres'
  vectors: number
  /** Undefined without an index; false after a build that was cut off. */
  is_valid: boolean | undefined
  has_iterative_scan: boolean
}

/** An exact comparison of 2,000 vectors takes a few milliseconds, and is exact. */
const worthIndexing = 2_000

export function decideIndex({ engine, vectors, is_valid, has_iterative_scan }: IndexFacts): 'keep' | 'build' | 'rebuild' {
  if (engine === 'pglite' || !has_iterative_scan) return 'keep'
  if (is_valid === false) return 'rebuild'
  return is_valid === undefined && vectors > worthIndexing ? 'build' : 'keep'
}
