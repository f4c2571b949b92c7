// `dispatch plan reject`.
import type { Command } from 'commander'
import { approvedPlanSchema } from '../../runs/schemas.ts'
import { openTools } from '../shared/command.ts'
import { UsageError } from '../shared/failure.ts'
import { readTextOption, type TextOptions } from '../shared/read-text.ts'
import { printReview } from './print-review.ts'

export async function rejectPlan(issue: string, command: Command): Promise<void> {
  const { feedback: given, ...options } = command.opts<TextOptions & { feedback?: string }>()
  const feedback = await readTextOption({ ...options, given })
  if (!feedback?.trim()) throw new UsageError('Say what should change: --feedback "…", --file or --editor.')
  const { screen, client } = await openTools(command)
  const path = `/api/issues/${encodeURIComponent(issue)}/plan/request-changes`
  printReview(screen, await client.post(path, approvedPlanSchema, { feedback }))
}
