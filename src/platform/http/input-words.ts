// What is wrong with an input, in words for people. Each is read after the name of the place: "title: must not be empty".
import { z } from 'zod'

type Issue = z.core.$ZodRawIssue

/** From now on every schema without words of its own says it so. */
export function sayInputInWords(): void {
  z.config({ localeError: inputWords })
}

export function inputWords(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.expected, issue.input)
    case 'invalid_value':
      return `must be ${oneOf(issue.values)}`
    case 'too_small':
      return tooSmall(issue)
    case 'too_big':
      return issue.exact ? exactly(issue.maximum, issue.origin) : `may ${sized(issue.origin, 'at most', issue.maximum)}`
    case 'invalid_format':
      return formats[issue.format] ?? 'has the wrong form'
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`
    // These words programs know.
    case 'unrecognized_keys':
      return `Unrecognized key${issue.keys.length > 1 ? 's' : ''}: ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`
    case 'invalid_union':
      return Array.isArray(issue.options) && issue.options.length > 0
        ? `must be ${oneOf(issue.options)}`
        : 'has none of the forms that are allowed here'
    case 'invalid_key':
    case 'invalid_element':
      return 'has a part that is not allowed here'
    default:
      return 'is not allowed here'
  }
}

const kinds: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
  date: 'a date',
  nan: 'not a number',
}

const formats: Record<string, string> = {
  url: 'must be a whole URL, e.g. https://example.com/path',
  email: 'must be an e-mail address',
  datetime: 'must be a time such as 2026-01-31T12:00:00Z',
  date: 'must be a day such as 2026-01-31',
}

function wrongType(expected: string, input: unknown): string {
  if (input === undefined) return 'is required'
  const wanted = kinds[expected] ?? expected
  const got = kindOf(input)
  return got === wanted ? `must be ${wanted}` : `must be ${wanted}, not ${got}`
}

function kindOf(input: unknown): string {
  if (input === null) return 'null'
  if (Array.isArray(input)) return 'a list'
  if (typeof input === 'number' && !Number.isFinite(input)) return 'no number'
  return kinds[typeof input] ?? typeof input
}

function oneOf(values: readonly unknown[]): string {
  const said = values.map((value) => (typeof value === 'string' ? value : String(value)))
  return said.length === 1 ? `${said[0]}` : `one of ${said.join(', ')}`
}

function tooSmall(issue: Extract<Issue, { code: 'too_small' }>): string {
  const { origin, minimum, inclusive, exact } = issue
  if (exact) return exactly(minimum, origin)
  if (unitOf(origin, minimum) && Number(minimum) === 1) return 'must not be empty'
  if (!unitOf(origin, minimum) && inclusive === false) return `must be more than ${minimum}`
  return `must ${sized(origin, 'at least', minimum)}`
}

function exactly(count: number | bigint, origin: string): string {
  return `must ${sized(origin, 'exactly', count)}`
}

function sized(origin: string, how: string, count: number | bigint): string {
  const unit = unitOf(origin, count)
  const number = count.toLocaleString('en-US')
  return unit ? `have ${how} ${number} ${unit}` : `be ${how} ${number}`
}

function unitOf(origin: string, count: number | bigint): string | undefined {
  const isOne = Number(count) === 1
  if (origin === 'string') return isOne ? 'character' : 'characters'
  if (origin === 'array' || origin === 'set') return isOne ? 'entry' : 'entries'
  return origin === 'object' || origin === 'map' || origin === 'record' ? (isOne ? 'field' : 'fields') : undefined
}
