import { expect, test } from 'vitest'
import { mendNullableReferences } from './nullable-references.ts'

const ref = { $ref: '#/components/schemas/Actor' }

test('a nullable reference becomes one that null satisfies, with its words', () => {
  const document = { a: { by: { allOf: [ref, { type: ['object', 'null'], description: 'Who.' }] } } }
  expect(mendNullableReferences(document)).toEqual({ a: { by: { description: 'Who.', anyOf: [ref, { type: 'null' }] } } })
})

test('a shape that adds to another stays as it is', () => {
  const document = { a: [{ allOf: [ref, { type: 'object', properties: {} }] }, { allOf: [ref, { description: 'x' }] }, null] }
  expect(mendNullableReferences(document)).toEqual(document)
})
