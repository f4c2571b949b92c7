// What changed, as a stream tells it: long texts begin, and whoever shows them whole asks for the issue.

/** Characters. A board shows none of a description; the event log has all of it. */
const shownChars = 2_000

/** The same changes, `{field: [old, new]}`, with long texts cut and marked by an ellipsis. */
export function shortChanges(changes: unknown): unknown {
  if (typeof changes === 'string')
    return changes.length > shownChars ? `${changes.slice(0, shownChars).toWellFormed()}…` : changes
  if (Array.isArray(changes)) return changes.map(shortChanges)
  if (typeof changes !== 'object' || changes === null) return changes
  return Object.fromEntries(Object.entries(changes).map(([key, value]) => [key, shortChanges(value)]))
}
