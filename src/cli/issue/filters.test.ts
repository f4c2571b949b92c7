import { expect, test } from 'vitest'
import { categories } from '../../issues/domain/category.ts'
import { categoriesOf, toFilters } from './filters.ts'

test('open and closed share the columns between them, and all is no filter', () => {
  const [open = [], closed = []] = [categoriesOf('open'), categoriesOf('closed')]
  expect([...open, ...closed].sort()).toEqual([...categories].sort())
  expect(closed).toEqual(['done', 'canceled'])
  expect(categoriesOf('all')).toBeUndefined()
})

test('the options become what the API asks for, and nothing that belongs to the list alone', () => {
  expect(toFilters({ label: ['bug'], needsAttention: true })).toEqual({
    status: undefined,
    category: undefined,
    priority: undefined,
    label: ['bug'],
    assignee: undefined,
    source: undefined,
    needs_attention: true,
  })
})
