// Reciprocal rank fusion: several ranked lists become one, without comparing scores that mean different things.

export type Channel = 'identifier' | 'text' | 'trigram' | 'vector'

/** One list, the best first. An issue stands in it for one or more reasons. */
export interface Ranking {
  found: readonly Found[]
  /** What its first place is worth. */
  weight: number
}

export interface Found {
  id: string
  channels: readonly Channel[]
  /** How sure the list itself is of this one, 0 to 1; 1 if it doesn't know. */
  trust?: number
}

export interface Hit {
  id: string
  score: number
  matchedBy: Channel[]
}

// Flattens the difference between neighbouring ranks. Cormack, Clarke and Büttcher (SIGIR 2009) took 60 to merge dozens of
// lists of thousands; who searches an issue looks for one, and with two lists a smaller one finds it higher up.
const rankOffset = 10

/** The union of the rankings, the best first; ties go to the newer issue (ids sort by time). */
export function fuse(rankings: readonly Ranking[]): Hit[] {
  const hits = new Map<string, Hit>()
  for (const { found, weight } of rankings) {
    for (const [rank, { id, channels, trust = 1 }] of found.entries()) {
      const hit = hits.get(id) ?? { id, score: 0, matchedBy: [] }
      hit.score += (weight * trust) / (rankOffset + rank + 1)
      for (const channel of channels) if (!hit.matchedBy.includes(channel)) hit.matchedBy.push(channel)
      hits.set(id, hit)
    }
  }
  return [...hits.values()].sort((a, b) => b.score - a.score || (a.id < b.id ? 1 : -1))
}
