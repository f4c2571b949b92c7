// How secrets look. A small documented set: each has a prefix or a shape of its own, so that ordinary code is not hit.

export interface SecretMatch {
  kind: string
  index: number
  length: number
}

// Repetitions are bounded: texts are long, a stranger's, and searched on the server's only thread.
// Prefixes are those that the vendors document for secret scanning; lengths are lower bounds.
const patterns: [kind: string, pattern: RegExp][] = [
  [
    'private_key',
    /-----BEGIN (?:[A-Z]+ ){0,3}PRIVATE KEY-----(?:(?!-----BEGIN )[\s\S]){0,16000}?(?:-----END (?:[A-Z]+ ){0,3}PRIVATE KEY-----|(?=-----BEGIN )|$)/g,
  ],
  ['anthropic_key', /\bsk-ant-[\w-]{16,}/g],
  ['openai_key', /\bsk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{32,}/g],
  ['github_token', /\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{50,})/g],
  ['gitlab_token', /\bglpat-[\w-]{20,}/g],
  ['aws_access_key', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g],
  ['google_key', /\bAIza[\w-]{35}/g],
  ['slack_token', /\bxox[abeoprs]-[\w-]{10,}/g],
  ['slack_webhook', /\bhooks\.slack\.com\/services\/T\w+\/B\w+\/\w+/g],
  ['stripe_key', /\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}/g],
  ['npm_token', /\bnpm_[A-Za-z0-9]{36}\b/g],
  ['sentry_token', /\bsntry[su]_[\w=/+-]{20,}/g],
  ['sendgrid_key', /\bSG\.[\w-]{16,}\.[\w-]{16,}/g],
  // The look-behind lets each run of letters be tried once: `eyJ-eyJ-…` would cost its length squared.
  ['jwt', /(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/g],
  ['url_password', /(?<=:\/\/[^\s/:@]{1,100}:)[^\s/@'"]{3,200}(?=@)/g],
  ['authorization', /(?<=\bauthorization['"]?\s{0,4}[:=]\s{0,4}['"]?(?:bearer|basic|token)\s{1,4})[\w.~+/=-]{12,}/gi],
]

const assignment =
  /(?:password|passwd|secret|token|api_?key|access_?key|private_?key)\w{0,64}['"]?\s{0,8}[:=]\s{0,8}['"]([^'"\s]{12,200})['"]/gi

/** Everything in the text that looks like a secret, by position, overlaps left out. */
export function findSecrets(text: string): SecretMatch[] {
  const found = patterns.flatMap(([kind, pattern]) =>
    [...text.matchAll(pattern)].map((match) => matchOf(kind, match.index, match[0])),
  )
  const assigned = [...text.matchAll(assignment)].flatMap((match) => {
    const value = match[1] ?? ''
    return looksRandom(value) ? [matchOf('assigned_secret', match.index + match[0].lastIndexOf(value), value)] : []
  })
  return withoutOverlaps([...found, ...assigned])
}

function matchOf(kind: string, index: number, text: string): SecretMatch {
  return { kind, index, length: text.length }
}

/** Letters and digits without a pattern: words, placeholders and `${variables}` have less entropy or the wrong characters. */
function looksRandom(value: string): boolean {
  if (!/\d/.test(value) || !/[A-Za-z]/.test(value) || /[${}<>*]|\.\.\./.test(value)) return false
  const counts = Map.groupBy(value, (character) => character)
  const entropy = [...counts.values()].reduce(
    (sum, { length }) => sum - (length / value.length) * Math.log2(length / value.length),
    0,
  )
  return entropy >= 3.3
}

function withoutOverlaps(matches: SecretMatch[]): SecretMatch[] {
  const kept: SecretMatch[] = []
  for (const match of matches.toSorted((a, b) => a.index - b.index || b.length - a.length)) {
    const last = kept.at(-1)
    if (!last || match.index >= last.index + last.length) kept.push(match)
  }
  return kept
}
