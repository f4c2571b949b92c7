// Changes many issues in the same way: all of them, or none, with an answer for each.
import { authorize } from '../access/authorize.ts'
import { type Ctx, type Tx, withTransaction } from '../platform/context.ts'
import { AppError, Conflict, Invalid } from '../platform/errors.ts'
import type { BulkUpdate } from './bulk-schemas.ts'
import { findIssue } from './resolve-issue.ts'
import { lockBefore, updateIssue } from './update-issue.ts'

export interface BulkAnswer {
  /** As the caller wrote it. */
  id: string
  issue: string | null
  result: 'changed' | 'unchanged' | 'refused' | 'not_tried'
  revision: number | null
  code: string | null
  detail: string | null
}

interface Target {
  /** As the caller wrote it. */
  text: string
  id: string | null
  identifier: string | null
}

/** One event for each issue that changes. @throws Conflict `bulk_refused` with the answers; then nothing was changed */
export async function changeIssues(ctx: Ctx, { ids, changes, revisions }: BulkUpdate): Promise<BulkAnswer[]> {
  authorize(ctx, 'issue.write')
  return withTransaction(ctx, async (tx) => {
    await lockBefore(tx, changes)
    const targets = await findTargets(tx, ids)
    const answers = new Map<string, BulkAnswer>()
    // In the order of ids, so that two of these never wait for each other.
    for (const target of targets.toSorted((a, b) => ((a.id ?? '') < (b.id ?? '') ? -1 : 1)))
      answers.set(target.text, await changeOne(tx, target, { changes, revision: revisions?.[target.text] }))
    const all = targets.flatMap(({ text }) => answers.get(text) ?? [])
    const refused = all.filter((answer) => answer.result === 'refused').length
    if (refused > 0) {
      throw new Conflict('bulk_refused', `${refused} of ${all.length} issues cannot be changed like this, so none was changed.`, {
        items: all.map((answer) => (answer.result === 'refused' ? answer : { ...answer, result: 'not_tried', revision: null })),
      })
    }
    return all
  })
}

async function findTargets(tx: Tx, ids: string[]): Promise<Target[]> {
  const targets: Target[] = []
  for (const text of ids) {
    const issue = await findIssue(tx, text)
    if (issue && targets.some(({ id }) => id === issue.id))
      throw new Invalid([{ path: `ids.${targets.length}`, message: `names ${issue.prefix}-${issue.number} a second time` }])
    targets.push({ text, id: issue?.id ?? null, identifier: issue ? `${issue.prefix}-${issue.number}` : null })
  }
  return targets
}

async function changeOne(
  tx: Tx,
  { text, id, identifier }: Target,
  { changes, revision }: { changes: BulkUpdate['changes']; revision: number | undefined },
): Promise<BulkAnswer> {
  const answer = (result: BulkAnswer['result'], more: Partial<BulkAnswer>): BulkAnswer => ({
    id: text,
    issue: identifier,
    result,
    revision: null,
    code: null,
    detail: null,
    ...more,
  })
  if (id === null) return answer('refused', { code: 'not_found', detail: `No issue has the id ${JSON.stringify(text)}.` })
  try {
    const updated = await updateIssue(tx, { id, changes, ifMatch: revision === undefined ? undefined : String(revision) })
    return answer(updated.isChanged ? 'changed' : 'unchanged', { revision: updated.revision })
  } catch (error) {
    // Only refusals that are decided before anything is written; a failed statement ends the transaction.
    if (!(error instanceof AppError) || error.status >= 500) throw error
    return answer('refused', { code: error.code, detail: error.detail })
  }
}
