// `DISPATCH-42`: how people write an issue. Former prefixes of the workspace stay valid.

export type IssueReference = { kind: 'id'; id: string } | { kind: 'number'; prefix: string; number: number }

const written = /^([A-Za-z][A-Za-z0-9]{1,9})-([1-9][0-9]{0,9})$/

/** Reads an id or an identifier in any case; undefined for anything else. */
export function parseReference(text: string): IssueReference | undefined {
  if (/^iss_[0-9a-z]{26}$/.test(text)) return { kind: 'id', id: text }
  const match = written.exec(text)
  if (!match?.[1] || !match[2]) return undefined
  return { kind: 'number', prefix: match[1].toUpperCase(), number: Number(match[2]) }
}
