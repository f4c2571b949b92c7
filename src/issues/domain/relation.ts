// How two issues stand to each other. Stored in one direction; `blocked_by` is `blocks` seen from the other side.

export const relationKinds = ['blocks', 'blocked_by', 'duplicate_of', 'related'] as const
export type RelationKind = (typeof relationKinds)[number]
/** As an issue shows it: also the other side of a duplicate. */
export const shownKinds = [...relationKinds, 'duplicated_by'] as const
export type ShownKind = (typeof shownKinds)[number]
export type StoredKind = 'blocks' | 'duplicate_of' | 'related'

/** Which way round a relation is stored. */
export function storedAs(kind: RelationKind): { kind: StoredKind; isReversed: boolean } {
  return kind === 'blocked_by' ? { kind: 'blocks', isReversed: true } : { kind, isReversed: false }
}

/** What a stored relation is from the side of the issue that it points at. */
export function seenFromBehind(kind: StoredKind): ShownKind {
  if (kind === 'blocks') return 'blocked_by'
  return kind === 'duplicate_of' ? 'duplicated_by' : 'related'
}

export type RelationReference = { id: string } | { kind: ShownKind; issue: string }

/** Reads `rel_…` or `blocks:DISPATCH-3`; undefined for anything else. */
export function parseRelation(text: string): RelationReference | undefined {
  if (/^rel_[0-9a-z]{26}$/.test(text)) return { id: text }
  const [kind, issue, ...more] = text.split(':')
  const known = shownKinds.find((candidate) => candidate === kind)
  return known && issue && more.length === 0 ? { kind: known, issue } : undefined
}

/** How deep issues nest, the outermost included. */
export const maxLevels = 8
