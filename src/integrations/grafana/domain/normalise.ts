// What stays the same of an alert's title when it fires again for another number, host or user.

const patterns: [RegExp, string][] = [
  // Quoted names first: what is inside is a value, whatever it looks like.
  [/"[^"\n]{0,200}"|“[^”\n]{0,200}”|«[^»\n]{0,200}»|`[^`\n]{0,200}`/g, '<name>'],
  [/(?<![\p{L}\p{N}])'[^'\n]{1,200}'(?![\p{L}\p{N}])/gu, '<name>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<id>'],
  // Times, with or without a zone.
  [/\b\d{4}-\d\d-\d\d(?:[t ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:z|[+-]\d\d:?\d\d)?)?/gi, '<n>'],
  [/\b(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?\b/g, '<id>'],
  [/\b0x[0-9a-f]+\b/gi, '<id>'],
  // Generated parts of names: pod-7d9f8b6c5-x2x9z, then ulids and the like.
  [/-(?=[a-z0-9]{5,12}-[a-z0-9]{5}\b)(?=[a-z0-9-]*\d)[a-z0-9]{5,12}-[a-z0-9]{5}\b/gi, '-<id>'],
  // Hexadecimal of some length with a digit and a letter in it: "decade" and "1234567" are neither.
  [/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,64}\b/gi, '<id>'],
  [/\b(?=[a-z0-9]*\d)(?=[a-z0-9]*[a-z])[a-z0-9]{20,64}\b/gi, '<id>'],
  // Amounts with their units; one that was composed (1h30m) at once.
  [
    /[+-]?(?<![\p{L}\p{N}_])(?:\d+(?:[.,]\d+)*\s?(?:ns|µs|us|ms|[smhdwy]|secs?|mins?|hrs?|hours?|days?|weeks?|minutes?|seconds?))+(?![\p{L}\p{N}])/giu,
    '<n>',
  ],
  [/(?<![\p{L}\p{N}_])[+-]?\d+(?:[.,]\d+)*(?:e[+-]?\d+)?\s?(?:%|[kmgtp]i?b?)(?![\p{L}\p{N}])/giu, '<n>'],
  [/(?<![\p{L}\p{N}_])[+-]?\d+(?:[.,]\d+)*(?:e[+-]?\d+)?(?![\p{L}\p{N}])/giu, '<n>'],
  // Numbers that hang on a word: worker3, order-8812. Versions and names of protocols are such, too: that is meant.
  [/\d+/g, '<n>'],
]

/** Longer ones are cut: no title needs more to be told from another. */
const MAX_LENGTH = 500

/** Lower case, one space, and every number, id, duration, address and quoted name replaced by a mark. Applying it twice changes nothing. */
export function normaliseTitle(title: string): string {
  let text = title.normalize('NFC').slice(0, MAX_LENGTH)
  for (const [pattern, mark] of patterns) text = text.replace(pattern, mark)
  return text.toLowerCase().replace(/\s+/g, ' ').trim()
}
