import { expect, test } from 'vitest'
import { itemsOf } from './page.ts'

test('a row that moved between two requests stands in the list once, as it was seen last', () => {
  const page = (...items: { id: string; at: number }[]) => ({ items, next_cursor: null })
  const pages = [page({ id: 'a', at: 1 }, { id: 'b', at: 1 }), page({ id: 'b', at: 2 }, { id: 'c', at: 2 })]
  expect(itemsOf(pages, ({ id }) => id)).toEqual([
    { id: 'a', at: 1 },
    { id: 'b', at: 2 },
    { id: 'c', at: 2 },
  ])
  expect(itemsOf(undefined, () => '')).toEqual([])
})
