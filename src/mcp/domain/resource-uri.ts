// Addresses of resources: dispatch://issues/DISPATCH-42 and its plan, with where to go on reading a long text.

export interface ResourceAddress {
  kind: 'issue' | 'plan'
  /** As it was written: an id or an identifier. */
  issue: string
  offset: number
  /** How much of a long text is wanted; undefined: as much as an answer usually has. */
  maxChars: number | undefined
}

export const issueTemplate = 'dispatch://issues/{identifier}'
export const planTemplate = 'dispatch://issues/{identifier}/plan'

const written = /^dispatch:\/\/issues\/([\w-]{1,100})(\/plan)?(?:\?(?:offset=(\d{1,7}))?(?:&?max_chars=(\d{1,5}))?)?$/

/** Undefined for what is no address of ours. */
export function parseResourceUri(uri: string): ResourceAddress | undefined {
  const [, issue, plan, offset, maxChars] = written.exec(uri) ?? []
  if (issue === undefined) return undefined
  return {
    kind: plan === undefined ? 'issue' : 'plan',
    issue,
    offset: Number(offset ?? 0),
    maxChars: maxChars === undefined ? undefined : Math.min(50_000, Math.max(100, Number(maxChars))),
  }
}

export function issueUri(identifier: string): string {
  return issueTemplate.replace('{identifier}', identifier)
}

export function planUri(identifier: string): string {
  return planTemplate.replace('{identifier}', identifier)
}
