import { expect, test } from 'vitest'
import { replaceListed } from './live-issues.ts'

const card = (id: string, revision: number) => ({ id, revision })

test('a listed issue is replaced by its newer state, in lists of pages and in lists that are loaded whole', () => {
  const newer = card('iss_1', 2)
  const page = { items: [card('iss_1', 1), card('iss_2', 1)], next_cursor: null }
  expect(replaceListed(page, newer)).toMatchObject({ items: [newer, card('iss_2', 1)] })
  expect(replaceListed({ pages: [page], pageParams: [null] }, newer)).toMatchObject({
    pages: [{ items: [newer, card('iss_2', 1)] }],
  })
})

test('what is not listed, or is newer already, leaves the very same list', () => {
  const page = { items: [card('iss_1', 3)], next_cursor: null }
  expect(replaceListed(page, card('iss_1', 2))).toBe(page)
  expect(replaceListed(page, card('iss_9', 1))).toBe(page)
})
