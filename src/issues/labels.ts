// Labels that our own code puts on issues; they are made when the workspace does not have them.
import type { Tx } from '../platform/context.ts'
import type { Change } from './domain/changes.ts'
import { labelsOf, replaceLabels } from './store/issue-store.ts'
import { ensureLabels } from './store/lookup-store.ts'

const colors: Record<string, string> = {
  Sentry: 'amber',
  Grafana: 'amber',
  'Fix Failed': 'red',
  'Needs Human': 'red',
  Outage: 'red',
}

/** Adds without an event of its own: the caller's event tells. Returns the labels before and after, null when it had all of them. */
export async function addLabels(tx: Tx, issueId: string, names: string[]): Promise<Change | null> {
  const wanted = await labelsOfNames(tx, names)
  const present = await labelsOf(tx.db, issueId)
  const after = [...present, ...wanted.filter((label) => !present.some(({ id }) => id === label.id))]
  return after.length > present.length ? writeLabels(tx, issueId, [present, after]) : null
}

/** Made where the workspace does not have them. */
export function labelsOfNames(tx: Tx, names: string[]): Promise<NamedLabel[]> {
  return ensureLabels(
    tx.db,
    tx.workspaceId,
    names.map((name) => ({ id: tx.newId('lbl'), name, color: colors[name] ?? 'grey', now: tx.now })),
  )
}

/** Replaces the issue's labels; the change as events tell it, whoever made it: both sets, with ids and names. */
export async function writeLabels(tx: Tx, issueId: string, [before, after]: [NamedLabel[], NamedLabel[]]): Promise<Change> {
  await replaceLabels(
    tx.db,
    issueId,
    after.map(({ id }) => id),
  )
  return [inOrder(before), inOrder(after)]
}

const inOrder = (labels: NamedLabel[]) => labels.toSorted(byName).map(({ id, name }) => ({ id, name }))

interface NamedLabel {
  id: string
  name: string
}

function byName(a: NamedLabel, b: NamedLabel): number {
  const [first, second] = [a.name.toLowerCase(), b.name.toLowerCase()]
  return first < second ? -1 : first > second ? 1 : 0
}
