// How full text answers: what each word of the query is worth, and which issues are looked at.
import { chooseAlternatives, type KnownWord } from './spelling.ts'

/** A word of the query with what the database knows about it. */
export interface TermFacts {
  /** What full text asks for: one word, or characters one after another. */
  query: string
  /** The stem, if it is one word. */
  lexeme: string | null
  /** How many issues use it; null if it isn't among the known words. */
  issues: number | null
  /** Known words that are spelt like it. */
  near: readonly KnownWord[]
}

export interface WeightedTerm {
  /** In the syntax of `tsquery`. */
  query: string
  weight: number
  channel: 'text' | 'trigram'
}

export interface TextPlan {
  terms: WeightedTerm[]
  /** Which issues are ranked at all, in the syntax of `tsquery`; empty if no word is left to look for. */
  candidates: string
  /** The weight of all words, those that nothing is known of included. */
  total: number
}

/** Issues that the rarest words may bring: more cannot be ranked in the time that a search has. */
const maxCandidates = 800
/** Of a pasted stack trace the rarest words decide; each one is compared with every candidate. */
const maxRanked = 16

/** `issues`: how many there are in the workspace. */
export function planText(facts: readonly TermFacts[], issues: number): TextPlan {
  const terms = facts.map((fact) => weigh(fact, issues))
  const asked = terms.toSorted((a, b) => b.weight - a.weight).slice(0, maxRanked)
  return {
    terms: asked.map(({ query, weight, channel }) => ({ query, weight, channel })),
    candidates: chooseCandidates(asked),
    total: asked.reduce((sum, { rarity }) => sum + rarity, 0),
  }
}

interface Weighed extends WeightedTerm {
  issues: number
  rarity: number
}

function weigh({ query, lexeme, issues, near }: TermFacts, all: number): Weighed {
  const alternatives = issues === null && lexeme !== null ? chooseAlternatives(lexeme, near) : []
  const [best] = alternatives
  if (!best)
    return { query, channel: 'text', issues: issues ?? 1, weight: rarity(issues ?? 1, all), rarity: rarity(issues ?? 1, all) }
  const usedBy = near
    .filter(({ word }) => alternatives.some((choice) => choice.word === word))
    .reduce((sum, word) => sum + word.issues, 0)
  return {
    query: alternatives.map(({ word }) => quote(word)).join(' | '),
    channel: 'trigram',
    issues: usedBy,
    weight: rarity(usedBy, all) * best.worth,
    rarity: rarity(usedBy, all),
  }
}

/** The inverse document frequency of BM25: a word that everyone uses is worth little, one of a single issue most. */
function rarity(issues: number, all: number): number {
  const total = Math.max(all, issues)
  return Math.log(1 + (total - issues + 0.5) / (issues + 0.5))
}

/** Any of the rare words; where all are common, all of them together. */
function chooseCandidates(terms: readonly Weighed[]): string {
  const byRarity = terms.toSorted((a, b) => a.issues - b.issues)
  const chosen: string[] = []
  let sum = 0
  for (const { query, issues } of byRarity) {
    sum += issues
    if (sum > maxCandidates) break
    chosen.push(`(${query})`)
  }
  return chosen.length > 0 ? chosen.join(' | ') : byRarity.map(({ query }) => `(${query})`).join(' & ')
}

/** As `tsquery` writes a word, so that no sign in it is an operator. */
export function quote(lexeme: string): string {
  return `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}
