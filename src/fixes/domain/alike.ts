// Does a pull request that names no issue speak of one? By meaning, and by the rare words that both use.

export interface Text {
  title: string
  /** Prose, as search compares it. */
  description: string
}

export interface Candidate extends Text {
  id: string
}

export interface Alike {
  id: string
  /** Similarity by meaning (up to 1) and what the shared words tell (up to ¾). */
  score: number
  /** The words that both use, the rarest first. */
  words: string[]
}

/**
 * From here on the two are suggested to a person. Chosen on one half of the labelled pull requests (`npm run bench:matching`), where nine of
 * ten suggestions were right, and held against the other half.
 */
export const suggestFrom = 0.9
/** A person reads three suggestions, not ten. */
export const mostSuggestions = 3

/** What a word tells that only one of so many issues uses; with fewer issues, chance would make words look rare. */
const leastIssues = 200
/** Shared words are worth so many nats at most, and a fortieth of the score each. */
const enough = 30
const share = 1 / 40

/** The issues that the pull request may be about, the likeliest first. @param similarity by meaning, by the ids of issues */
export function findAlike(pull: Text, candidates: readonly Candidate[], similarity: ReadonlyMap<string, number>): Alike[] {
  const texts = candidates.map((candidate) => ({ id: candidate.id, words: wordsOf(candidate) }))
  const uses = new Map<string, number>()
  for (const { words } of texts) for (const word of words.keys()) uses.set(word, (uses.get(word) ?? 0) + 1)
  const information = (word: string) => Math.log((Math.max(candidates.length, leastIssues) + 1) / ((uses.get(word) ?? 0) + 0.5))
  const own = wordsOf(pull)
  return texts
    .map(({ id, words }) => {
      const shared = [...own.keys()].filter((word) => words.has(word)).sort((a, b) => information(b) - information(a))
      const told = shared.reduce((sum, word) => sum + information(word), 0)
      return {
        id,
        score: (similarity.get(id) ?? 0) + Math.min(told, enough) * share,
        words: shared.slice(0, 8).map((word) => own.get(word) ?? word),
      }
    })
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
}

/** Those to suggest: few, and only those that are about as likely as the best. */
export function chooseSuggestions(alike: readonly Alike[], atMost = mostSuggestions): Alike[] {
  const best = alike[0]?.score ?? 0
  return alike.filter(({ score }) => score >= suggestFrom && score >= best - 0.03).slice(0, atMost)
}

/** Its words by their stems, without those that every text has. */
function wordsOf({ title, description }: Text): Map<string, string> {
  const text = `${title} ${description.replace(/<!--[\s\S]*?(?:-->|$)/g, ' ')}`
  const found = text.toLowerCase().match(/[\p{L}\p{N}_]{3,}/gu) ?? []
  return new Map(found.filter((word) => !common.has(word)).map((word) => [stem(word), word]))
}

function stem(word: string): string {
  return word.length > 4 ? word.replace(/(?:ing|ed|es|s)$/, '') : word.replace(/s$/, '')
}

const common = new Set(
  (
    'the and are for with that its from was were not only been when who they them one same after before over into out this then than there ' +
    'their these those has have had can could will would should must may might does did doing done more most some any all each every also but ' +
    'now just still too very because while where which what how why you your our ours his her she him per via yes let lets get gets got make ' +
    'makes made use uses used using add adds added new old fix fixes fixed bug issue change changes changed update updates show shows shown ' +
    'instead again another other others both few many much own off again about between without within nothing something everything ' +
    'people nobody everybody someone always never ever'
  ).split(' '),
)
