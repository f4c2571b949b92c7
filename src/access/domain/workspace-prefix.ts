// The prefix of a workspace's identifiers: short, and no word that stands before a number in ordinary text.
import { z } from '@hono/zod-openapi'

/** `UTF-8` in a pull request is no issue. */
const reserved = new Set([
  'AES',
  'ANSI',
  'CVE',
  'CWE',
  'ECMA',
  'GH',
  'GMT',
  'HTTP',
  'IEC',
  'IEEE',
  'IPV',
  'ISO',
  'MD',
  'MP',
  'PEP',
  'PR',
  'RFC',
  'RSA',
  'SHA',
  'SSL',
  'TCP',
  'TLS',
  'UCS',
  'UTC',
  'UTF',
  'X',
])

/** Two to ten upper-case letters and digits, beginning with a letter. */
export const prefixSchema = z
  .string()
  .regex(/^[A-Z][A-Z0-9]{1,9}$/, 'must be 2 to 10 upper-case letters and digits, beginning with a letter')
  .refine((prefix) => !reserved.has(prefix), 'is a word of other numbers, such as UTF-8 or PR-7')
