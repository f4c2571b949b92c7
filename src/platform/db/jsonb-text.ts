// JSON as jsonb takes it. Whatever cuts a text may cut a character in two, and jsonb refuses the whole document for that half.

/** How JSON writes half a character; a text with a backslash of its own may look like it, which costs a second look. */
const halfCharacter = /\\ud[89a-f]/

/** The value as JSON, with `\ufffd` for each half of a character. */
export function jsonbText(value: unknown): string {
  const text = JSON.stringify(value)
  return halfCharacter.test(text) ? JSON.stringify(value, wellFormed) : text
}

function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed() : value
}
