import { expect, test } from 'vitest'
import { z } from 'zod'
import { sayInputInWords } from './input-words.ts'

sayInputInWords()

const wordsFor = (schema: z.ZodType, value: unknown) => schema.safeParse(value).error?.issues.map(({ message }) => message)

test.each<[string, z.ZodType, unknown]>([
  ['is required', z.string(), undefined],
  ['must be a text, not a number', z.string(), 5],
  ['must be a list, not a number', z.array(z.string()), 5],
  ['must be an object, not null', z.object({}), null],
  ['must not be empty', z.string().min(1), ''],
  ['must not be empty', z.array(z.string()).min(1), []],
  ['must have at least 24 characters', z.string().min(24), 'short'],
  ['may have at most 2 entries', z.array(z.number()).max(2), [1, 2, 3]],
  ['may have at most 1,000 characters', z.string().max(1000), 'x'.repeat(1001)],
  ['must have exactly 2 characters', z.string().length(2), 'x'],
  ['must be at least 1', z.number().min(1), 0],
  ['must be more than 0', z.number().positive(), 0],
  ['may be at most 200', z.number().max(200), 201],
  ['must be one of P1, P2', z.enum(['P1', 'P2']), 'P9'],
  ['must be true', z.literal(true), false],
  ['must be a whole URL, e.g. https://example.com/path', z.url(), 'nowhere'],
  ['must be a time such as 2026-01-31T12:00:00Z', z.iso.datetime(), 'yesterday'],
  ['has the wrong form', z.string().regex(/^a$/), 'b'],
  ['has none of the forms that are allowed here', z.union([z.string(), z.boolean()]), 5],
  ['Unrecognized key: "x"', z.strictObject({}), { x: 1 }],
  ['Unrecognized keys: "x", "y"', z.strictObject({}), { x: 1, y: 2 }],
  ['is no name', z.string().regex(/^a$/, 'is no name'), 'b'],
])('%s', (words, schema, value) => {
  expect(wordsFor(schema, value)).toEqual([words])
})
