// Alerts of one issue that came in one notification take effect together: what they cost must not grow with how many fire at once.
import type { Policy } from '../access/domain/policy.ts'
import { type Recorded, recordOccurrences } from '../fixes/record-recurrence.ts'
import type { Tx } from '../platform/context.ts'
import { deletedTracker, forward, toIntakePolicy, toRecord } from './accept-error.ts'
import type { Origin } from './apply-signal.ts'
import { askAgainIfEnough } from './ask-again-if-enough.ts'
import { type ActingDecision, carryOut, effectsOf } from './carry-out.ts'
import { decideError } from './domain/decide.ts'
import { occurrenceOf } from './domain/occurrence.ts'
import { fileIssue } from './file-issue.ts'
import { policyOf } from './once-a-transaction.ts'
import { ignored, type Outcome } from './outcome.ts'
import { type AboutError, type Alerts, refreshAlerts } from './refresh-external-state.ts'
import { type LinkedIssueRow, lockLinkedIssue } from './store/linked-issues.ts'

export interface AlertsOrigin extends Origin {
  /** An issue tracked them a moment ago. Where one was filed since, filing another fails, and the delivery is read again. */
  isTracked: boolean
}

/** Of one issue, kept already and in their order. */
export async function acceptAlerts(tx: Tx, alerts: Alerts, origin: AlertsOrigin): Promise<Outcome[]> {
  const key = keyOf(tx, alerts)
  const policy = await policyOf(tx)
  const linked = origin.isTracked ? await lockLinkedIssue(tx.db, key) : undefined
  if (linked) return attach(tx, alerts, { linked, origin, policy })
  const deleted = await deletedTracker(tx, key)
  const outcomes: Outcome[] = []
  for (const [index, signal] of alerts.entries()) {
    const facts = { linked: deleted, speaksAgainstFix: false, policy: toIntakePolicy(policy) }
    const decision = decideError({ signal, ...facts })
    if (decision.action !== 'create') {
      outcomes.push(ignored(decision.reason.code, decision.reason.sentence))
      continue
    }
    outcomes.push(await fileIssue(tx, signal, { decision, origin, policy, together: alerts }))
    const [next, ...rest] = alerts.slice(index + 1)
    const filed = next && (await lockLinkedIssue(tx.db, key))
    return filed ? [...outcomes, ...(await attach(tx, [next, ...rest], { linked: filed, origin, policy }))] : outcomes
  }
  return outcomes
}

function keyOf(tx: Tx, [{ source, issue }]: Alerts) {
  return { workspaceId: tx.workspaceId, source, externalId: issue.externalId }
}

interface Attach {
  linked: LinkedIssueRow
  origin: Origin
  policy: Policy
}

interface Weighed {
  signal: AboutError
  judged: Recorded | null
  decision: ActingDecision
}

async function attach(tx: Tx, alerts: Alerts, { linked, origin, policy }: Attach): Promise<Outcome[]> {
  const told = await recordAll(tx, alerts, { linked, origin })
  const newOccurrences = told.filter(({ judged }) => judged?.isNew).length
  await refreshAlerts(tx, linked.external_id, { signals: alerts, newOccurrences })
  await askAgainIfEnough(tx, linked.issue_id, policy)
  const hasVerdict = told.some(({ judged }) => judged?.hasVerdict)
  // A verdict may have moved it a moment ago.
  const current = hasVerdict ? ((await lockLinkedIssue(tx.db, keyOf(tx, alerts))) ?? linked) : linked
  const outcomes: Outcome[] = []
  for (const [first, ...others] of alike(weigh(told, { before: linked, after: current, policy }))) {
    const outcome = await carryOut(tx, current, { ...first, policy, origin, others: others.length })
    const more = others.flatMap(({ judged }) => effectsOf(current, judged))
    outcomes.push({ ...outcome, effects: [...outcome.effects, ...more] })
  }
  return outcomes
}

async function recordAll(tx: Tx, alerts: Alerts, { linked, origin }: Pick<Attach, 'linked' | 'origin'>) {
  const told = alerts.map((signal) => ({ signal, occurrence: occurrenceOf(signal) }))
  const occurrences = told.flatMap(({ occurrence }) => (occurrence ? [toRecord(occurrence, linked, origin)] : []))
  const recorded = (await recordOccurrences(tx, occurrences)).values()
  return told.map(({ signal, occurrence }) => ({ signal, judged: occurrence ? (recorded.next().value ?? null) : null }))
}

interface Weigh {
  /** As it was before any of them was recorded. */
  before: LinkedIssueRow
  /** As it is now: differs once a fix was judged. */
  after: LinkedIssueRow
  policy: Policy
}

/** Each is decided as if those before it had taken effect. */
function weigh(told: readonly Omit<Weighed, 'decision'>[], { before, after, policy }: Weigh): Weighed[] {
  let linked = before
  return told.map(({ signal, judged }) => {
    const decided = decideError({
      signal,
      linked: { ...linked, hasVerifiedFix: linked.has_verified_fix, isDeleted: false },
      speaksAgainstFix: judged?.hasVerdict ?? false,
      policy: toIntakePolicy(policy),
    })
    if (decided.action === 'create' || decided.action === 'ignore')
      throw new Error(`${decided.action} was decided though an issue tracks the alert`)
    const decision = forward(signal, linked, decided)
    if (judged?.hasVerdict) linked = after
    if (decision.action === 'reopen') linked = { ...linked, category: 'backlog', closed_at: null, has_verified_fix: false }
    return { signal, judged, decision }
  })
}

/** Of those about which the same was decided one speaks for all. */
function alike(weighed: readonly Weighed[]): [Weighed, ...Weighed[]][] {
  const groups = Map.groupBy(weighed, ({ signal, decision }) => `${signal.kind} ${decision.action} ${decision.reason.code}`)
  return [...groups.values()].flatMap(([first, ...others]) => (first ? [[first, ...others]] : []))
}
