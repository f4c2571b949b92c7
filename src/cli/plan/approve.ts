// `dispatch plan approve`: bound to what was shown, so that a plan which changes meanwhile is not approved by mistake.
import type { Command } from 'commander'
import { Conflict } from '../../platform/errors.ts'
import { approvedPlanSchema } from '../../runs/schemas.ts'
import { openTools } from '../shared/command.ts'
import { confirm } from '../shared/confirm.ts'
import { printReview } from './print-review.ts'
import { printPlan, readPlan } from './show.ts'

interface Options {
  hash?: string
  yes?: boolean
  start: boolean
}

export async function approvePlan(issue: string, command: Command): Promise<void> {
  const { hash, yes, start } = command.opts<Options>()
  const { screen, client } = await openTools(command)
  const plan = await readPlan(client, issue)
  if (hash !== undefined && hash !== plan.content_hash)
    throw new Conflict('plan_changed', `The plan is not the one with the hash ${hash}: it is at version ${plan.version} now.`)
  const isDecided = hash !== undefined || yes === true
  // What is asked about is shown, also where nobody can be asked: then it is read, and approved with --hash or --yes.
  if (!isDecided && !screen.json) printPlan(screen, plan)
  await confirm(screen, { question: `\nApprove version ${plan.version} of this plan?`, yes: isDecided })
  const body = { content_hash: plan.content_hash, start }
  const review = await client.post(`/api/issues/${encodeURIComponent(issue)}/plan/approve`, approvedPlanSchema, body)
  printReview(screen, review)
}
