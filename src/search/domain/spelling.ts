// Which known words an unknown one may stand for: misspelt, or not yet typed to the end.

export interface KnownWord {
  word: string
  /** How many issues use it. */
  issues: number
}

export interface Alternative {
  word: string
  /** What a match is worth, against 1 for the word itself. */
  worth: number
}

const maxAlternatives = 4

/** The likeliest first. */
export function chooseAlternatives(unknown: string, known: readonly KnownWord[]): Alternative[] {
  return known
    .map(({ word, issues }) => ({ word, issues, worth: worthOf(unknown, word) }))
    .filter(({ worth }) => worth > 0)
    .sort((a, b) => b.worth - a.worth || b.issues - a.issues)
    .slice(0, maxAlternatives)
    .map(({ word, worth }) => ({ word, worth }))
}

function worthOf(unknown: string, word: string): number {
  const distance = editDistance(unknown, word)
  if (distance <= allowedDistance(unknown)) return distance === 1 ? 0.8 : 0.6
  return unknown.length >= 3 && word.startsWith(unknown) ? 0.7 : 0
}

/** In a short word each letter decides. */
function allowedDistance(word: string): number {
  if (word.length < 4) return 0
  if (word.length < 6) return 1
  return word.length < 10 ? 2 : 3
}

/** Insertions, deletions, replacements and swaps of neighbours that make one word the other (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1]
      let least = Math.min((current[column - 1] ?? 0) + 1, (last[column] ?? 0) + 1, (last[column - 1] ?? 0) + (isSame ? 0 : 1))
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        least = Math.min(least, (beforeLast[column - 2] ?? 0) + 1)
      current.push(least)
    }
    beforeLast = last
    last = current
  }
  return last[b.length] ?? 0
}
