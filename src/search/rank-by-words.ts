// The half of search that goes by words: those of the text, and those that it probably meant.
import type { Ctx } from '../platform/context.ts'
import type { Found, Ranking } from './domain/fuse.ts'
import type { Query } from './domain/query.ts'
import { planText, type TextPlan } from './domain/text-plan.ts'
import { findBySubstring, findByText, type Place, type TextMatch } from './store/candidates.ts'
import { readTextFacts } from './store/words.ts'

export interface ByWords {
  rankings: Ranking[]
  /** What a snippet should show, as `tsquery` writes it. */
  terms: string[]
}

export async function rankByWords(ctx: Ctx, place: Place, query: Pick<Query, 'text' | 'terms'>): Promise<ByWords> {
  const { terms, issues } = await readTextFacts(ctx.db, ctx.workspaceId, query.terms)
  const plan = planText(terms, issues)
  const matches = await findByText(ctx.db, place, plan)
  return {
    rankings: await toRankings(ctx, place, { text: query.text, plan, matches }),
    terms: plan.terms.map((term) => term.query),
  }
}

type Matched = { text: string; plan: TextPlan; matches: TextMatch[] }

/** Signs, emoji and words that full text leaves out are looked for literally, in titles. */
async function toRankings(ctx: Ctx, place: Place, { text, plan, matches }: Matched): Promise<Ranking[]> {
  if (plan.candidates === '') {
    const ids = await findBySubstring(ctx.db, place, text)
    return [{ weight: 1, found: ids.map((id) => ({ id, channels: ['trigram'] })) }]
  }
  return [{ weight: 1, found: matches.map(toFound) }]
}

function toFound({ id, coverage, has_text, has_spelling }: TextMatch): Found {
  return {
    id,
    // Squared: half of a query's weight is far less than half of a reason.
    trust: Math.min(1, coverage) ** 2,
    channels: [...(has_text ? (['text'] as const) : []), ...(has_spelling ? (['trigram'] as const) : [])],
  }
}
