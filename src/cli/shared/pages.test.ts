import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { ApiClient } from './client.ts'
import { readPages } from './pages.ts'

const shape = z.object({ items: z.array(z.number()), next_cursor: z.string().nullable(), position: z.number().optional() })

/** A server with that many items, which gives at most `most` of them at once; and what it was asked. */
function serverWith(total: number, most = 200) {
  const asked: URLSearchParams[] = []
  const client = new ApiClient({ url: 'https://dispatch.test', token: 'key', isLocal: false })
  const get = (_path: string, _shape: unknown, query: Record<string, unknown>) => {
    const params = new URLSearchParams(
      Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
    )
    asked.push(params)
    const start = Number(params.get('cursor') ?? 0)
    const end = Math.min(total, start + Math.min(most, Number(params.get('limit'))))
    const items = Array.from({ length: end - start }, (_, index) => start + index)
    return Promise.resolve({ items, next_cursor: end < total ? String(end) : null, ...(start === 0 && { position: 7 }) })
  }
  return { asked, client: Object.assign(client, { get }) as ApiClient }
}
const read = (client: ApiClient, limit: number, cursor?: string) =>
  readPages<number, z.infer<typeof shape>>(client, { path: '/api/issues', shape, query: { q: 'basket' }, limit, cursor })

test('a list that is longer than a page is read page by page, with the same question', async () => {
  const { client, asked } = serverWith(1000)
  const page = await read(client, 450)
  expect(page.items).toEqual(Array.from({ length: 450 }, (_, index) => index))
  expect(page.next_cursor).toBe('450')
  expect(asked.map((query) => [query.get('limit'), query.get('cursor'), query.get('q')])).toEqual([
    ['200', null, 'basket'],
    ['200', '200', 'basket'],
    ['50', '400', 'basket'],
  ])
})

test("the first page's other members stay", async () => {
  expect((await read(serverWith(500).client, 300)).position).toBe(7)
})

test('one may go on where the last one ended', async () => {
  expect(await read(serverWith(10).client, 5, '7')).toMatchObject({ items: [7, 8, 9], next_cursor: null })
})

test('what was asked for comes, once and in order, whatever the sizes', async () => {
  const sizes = fc.record({ total: fc.nat(600), most: fc.integer({ min: 1, max: 250 }), limit: fc.integer({ min: 1, max: 700 }) })
  await fc.assert(
    fc.asyncProperty(sizes, async ({ total, most, limit }) => {
      const page = await read(serverWith(total, most).client, limit)
      expect(page.items).toEqual(Array.from({ length: Math.min(total, limit) }, (_, index) => index))
      expect(page.next_cursor).toBe(total > limit ? String(limit) : null)
    }),
    { numRuns: 60 },
  )
})
