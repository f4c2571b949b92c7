// JSON as jsonb takes it. Whatever cuts a text may cut a character in two, and jsonb refuses the whole document for that half, or for a NUL.

/** How JSON writes what jsonb refuses; a text with a backslash of its own may look like it, which costs a second look. */
const refused = /\\ud[89a-f]|\\u0000/

/** The value as JSON, with `\ufffd` for each half of a character and each NUL, in names too. */
export function jsonbText(value: unknown): string {
  const text = JSON.stringify(value)
  return refused.test(text) ? JSON.stringify(value, storable) : text
}

function storable(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return storableCharacters(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [storableCharacters(name), inner]))
}

/** jsonb holds neither NUL nor half a surrogate pair; a text column holds no NUL. */
export const storableCharacters = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\ufffd')
