// Reciprocal rank fusion: several ranked lists become one, without comparing scores that mean different things.

export type Channel = 'identifier' | 'text' | 'trigram' | 'vector'

/** Issue ids, the best first, as one channel found them. */
export interface Ranking {
  channel: Channel
  ids: readonly string[]
  /** Half as trustworthy as usual: for neighbours by meaning of which even the first is not near. */
  isVague?: boolean
}

export interface Hit {
  id: string
  score: number
  matchedBy: Channel[]
}

/** Flattens the difference between neighbouring ranks; 60 is the constant of Cormack, Clarke and Büttcher (SIGIR 2009). */
const rankOffset = 60

// A trigram match may be an accident of spelling. An identifier is exactly what was asked for: nothing outranks it.
const weights: Record<Channel, number> = { identifier: 100, text: 1, trigram: 0.6, vector: 1 }

/** The union of the rankings, the best first; ties go to the newer issue (ids sort by time). */
export function fuse(rankings: readonly Ranking[]): Hit[] {
  const hits = new Map<string, Hit>()
  for (const { channel, ids, isVague } of rankings) {
    const weight = weights[channel] * (isVague ? 0.5 : 1)
    for (const [rank, id] of ids.entries()) {
      const hit = hits.get(id) ?? { id, score: 0, matchedBy: [] }
      if (hit.matchedBy.includes(channel)) continue
      hit.score += weight / (rankOffset + rank + 1)
      hit.matchedBy.push(channel)
      hits.set(id, hit)
    }
  }
  return [...hits.values()].sort((a, b) => b.score - a.score || (a.id < b.id ? 1 : -1))
}
