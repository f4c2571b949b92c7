import { expect, test } from 'vitest'
import { conciseSchema } from './concise-schema.ts'

test('what says nothing goes, what a caller needs stays', () => {
  expect(
    conciseSchema({
      type: 'object',
      properties: {
        title: { type: 'string', minLength: 1, maxLength: 500, description: 'In a line.' },
        since: { type: 'string', format: 'date-time', pattern: '^long$' },
        code: { type: 'string', pattern: '^[A-Z]+$' },
        seq: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
        limit: { type: 'integer', minimum: 1, maximum: 50 },
        labels: { anyOf: [{ type: 'array', maxItems: 50, items: { type: 'string', minLength: 1 } }, { type: 'null' }] },
        priority: { anyOf: [{ type: 'string', enum: ['P1'] }, { type: 'null' }] },
        minLength: { type: 'integer' },
      },
      required: ['title'],
    }),
  ).toEqual({
    type: 'object',
    properties: {
      title: { type: 'string', maxLength: 500, description: 'In a line.' },
      since: { type: 'string', format: 'date-time' },
      code: { type: 'string', pattern: '^[A-Z]+$' },
      seq: { type: 'integer', minimum: 0 },
      limit: { type: 'integer', minimum: 1, maximum: 50 },
      labels: { type: ['array', 'null'], items: { type: 'string' } },
      priority: { anyOf: [{ type: 'string', enum: ['P1'] }, { type: 'null' }] },
      minLength: { type: 'integer' },
    },
    required: ['title'],
  })
})
