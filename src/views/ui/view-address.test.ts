import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isChanged, savedOf, viewPath } from './view-address.ts'

const anyText = fc.string({ minLength: 1, maxLength: 20 })
const anyFilters = fc
  .record(
    {
      status: fc.array(anyText, { minLength: 1, maxLength: 3 }),
      label: fc.array(anyText, { minLength: 1, maxLength: 3 }),
      waiting: fc.array(fc.constantFrom('person', 'agent'), { minLength: 1, maxLength: 2 }),
      q: anyText,
      needs_attention: fc.constant('true'),
    },
    { requiredKeys: [] },
  )
  .map((filters) => ({ ...filters }) as Record<string, string | string[]>)

test('an address made of a view is that view again', () => {
  const anySort = fc.constantFrom(null, 'priority' as const, '-updated' as const)
  fc.assert(
    fc.property(anyFilters, anySort, fc.constantFrom('board' as const, 'list' as const), (filters, sort, layout) => {
      const path = viewPath({ id: 'viw_1', layout, filters, sort })
      const search = new URLSearchParams(path.split('?')[1])
      expect(search.get('view')).toBe('viw_1')
      expect(isChanged({ filters, sort }, savedOf(search))).toBe(false)
    }),
  )
})

test('one more filter is a change, another order of the same values is none', () => {
  const view = { filters: { label: ['a', 'b'] }, sort: null }
  expect(isChanged(view, savedOf(new URLSearchParams('label=b&label=a&view=viw_1&sort=-updated')))).toBe(false)
  expect(isChanged(view, savedOf(new URLSearchParams('label=a')))).toBe(true)
  expect(isChanged(view, savedOf(new URLSearchParams('label=a&label=b&sort=rank')))).toBe(true)
})

test('what is no filter is not kept', () => {
  expect(savedOf(new URLSearchParams('label=a&evil=1&view=viw_1&q='))).toEqual({ filters: { label: ['a'] }, sort: null })
})
