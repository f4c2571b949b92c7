// What came of a decision about a plan: the run that follows, or why there is none.
import type { z } from 'zod'
import type { approvedPlanSchema } from '../../runs/schemas.ts'
import { plainLine } from '../shared/plain-text.ts'
import type { Screen } from '../shared/screen.ts'

type Review = z.infer<typeof approvedPlanSchema>

export function printReview(screen: Screen, review: Review): void {
  if (screen.json) screen.printJson(review)
  else screen.print(describeReview(review))
}

function describeReview(review: Review): string {
  const { plan, run, decision } = review
  const decided = `Version ${plan.version}: ${plan.state.replaceAll('_', ' ')}`
  if (run) return `${decided}\n${plainLine(run.agent.name)} begins to ${run.kind}: dispatch run watch ${run.id}`
  return decision.result === 'none' ? decided : `${decided}\nNo run was started: ${plainLine(decision.detail)}`
}
