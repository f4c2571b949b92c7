// Which deliveries a view shows: from the address to what the API takes.
import type { FilterDimension } from '../../ui/filter-chips.tsx'
import type { DeliveryFilters } from './delivery-queries.ts'
import { sourceWords, stateLooks } from './delivery-words.ts'

/** In the address, besides the delivery that is open. */
export const filterKeys = ['source', 'state', 'result', 'age', 'kind', 'reason', 'issue', 'connection', 'q'] as const

const results = ['create', 'attach', 'reopen', 'escalate', 'record', 'ignore', 'unreadable']
const ages = [
  { value: '1h', label: 'Last hour', ms: 3_600_000 },
  { value: '1d', label: 'Last 24 hours', ms: 86_400_000 },
  { value: '7d', label: 'Last 7 days', ms: 7 * 86_400_000 },
]
const shownOnly = { options: [] }

export const dimensions: FilterDimension[] = [
  { key: 'source', label: 'Source', options: Object.entries(sourceWords).map(([value, label]) => ({ value, label })) },
  { key: 'state', label: 'State', options: Object.entries(stateLooks).map(([value, { text }]) => ({ value, label: text })) },
  { key: 'result', label: 'Decision', options: results.map((value) => ({ value, label: value })) },
  { key: 'age', label: 'Received', options: ages },
  { key: 'kind', label: 'Kind', ...shownOnly },
  { key: 'reason', label: 'Reason', ...shownOnly },
  { key: 'issue', label: 'Issue', ...shownOnly },
  { key: 'connection', label: 'Connection', ...shownOnly },
]

/** Several of these may be chosen; of the others a second choice takes the place of the first. */
const manyOf: readonly string[] = ['source', 'state', 'result', 'kind', 'reason']

export function isMany(key: string): boolean {
  return manyOf.includes(key)
}

/** The beginning of an age is rounded to a minute, so that it is the same question for a while. */
export function toApiFilters(active: Readonly<Record<string, readonly string[]>>, now: Date): DeliveryFilters {
  const age = ages.find(({ value }) => value === active.age?.[0])
  const since = age && new Date(Math.floor((now.getTime() - age.ms) / 60_000) * 60_000).toISOString()
  const lists = manyOf.flatMap((key) => (active[key]?.length ? [[key, active[key]] as const] : []))
  const texts = ['issue', 'connection', 'q'].flatMap((key) => (active[key]?.[0] ? [[key, active[key][0]] as const] : []))
  return { ...Object.fromEntries([...lists, ...texts]), ...(since && { since }) }
}
