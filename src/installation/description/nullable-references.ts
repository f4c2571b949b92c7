// The generator says "this shape, and also an object or null" where it means "this shape or null", which no null would satisfy.

/** The same document, with every nullable reference as one that null satisfies. */
export function mendNullableReferences<T>(document: T): T {
  return mend(document) as T
}

function mend(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(mend)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] => [key, mend(inner)])
  const [first, second, ...more] = 'allOf' in value && Array.isArray(value.allOf) ? value.allOf : []
  if (!isReference(first) || !isNullable(second) || more.length > 0) return Object.fromEntries(entries)
  const { type: _type, ...words } = second
  const others = entries.filter(([key]) => key !== 'allOf')
  return { ...Object.fromEntries(others), ...words, anyOf: [first, { type: 'null' }] }
}

function isReference(value: unknown): value is { $ref: string } {
  return typeof value === 'object' && value !== null && '$ref' in value
}

/** `{type: ['object', 'null']}` and words, but no shape of its own. */
function isNullable(value: unknown): value is { type: string[] } {
  if (typeof value !== 'object' || value === null || !('type' in value) || !Array.isArray(value.type)) return false
  return value.type.includes('null') && Object.keys(value).every((key) => ['type', 'description', 'example'].includes(key))
}
