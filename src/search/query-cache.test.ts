import { expect, test } from 'vitest'
import type { Embedder } from './embedder.ts'
import { QueryCache } from './query-cache.ts'

/** A model that remembers what it was asked, and fails for texts that say so. */
function modelWith(): { asked: string[]; cache: QueryCache } {
  const asked: string[] = []
  const embedder = {
    model: 'local',
    embedDocuments: () => Promise.resolve([]),
    embedQuery: (text: string) => {
      asked.push(text)
      if (text.startsWith('fail')) return Promise.reject(new Error('no answer'))
      return Promise.resolve(text === 'nothing' ? null : [text.length])
    },
    close: () => Promise.resolve(),
  } as unknown as Embedder
  return { asked, cache: new QueryCache(embedder) }
}

test('the same text is asked for once, and what has no vector is known as well', async () => {
  const { asked, cache } = modelWith()
  const first = await cache.embedQuery('basket')
  expect(await cache.embedQuery('basket')).toBe(first)
  expect([await cache.embedQuery('nothing'), await cache.embedQuery('nothing')]).toEqual([null, null])
  expect(asked).toEqual(['basket', 'nothing'])
})

test('of many texts those that nobody asked for longest are forgotten', async () => {
  const { asked, cache } = modelWith()
  for (let index = 0; index < 500; index++) await cache.embedQuery(`text ${index}`)
  await cache.embedQuery('text 0')
  await cache.embedQuery('one more')
  asked.length = 0
  await cache.embedQuery('text 0')
  await cache.embedQuery('text 499')
  await cache.embedQuery('text 1')
  expect(asked).toEqual(['text 1'])
})

test('after two failures the model is left alone, and what is known is answered meanwhile', async () => {
  const { asked, cache } = modelWith()
  const known = await cache.embedQuery('basket')
  for (const text of ['fail 1', 'fail 2']) await expect(cache.embedQuery(text)).rejects.toThrow('no answer')
  await expect(cache.embedQuery('other')).rejects.toMatchObject({ code: 'embedder_resting' })
  expect(await cache.embedQuery('basket')).toBe(known)
  expect(asked).toEqual(['basket', 'fail 1', 'fail 2'])
})

test('an answer in between forgives a failure, and a failure is not remembered', async () => {
  const { asked, cache } = modelWith()
  await expect(cache.embedQuery('fail')).rejects.toThrow('no answer')
  await cache.embedQuery('basket')
  await expect(cache.embedQuery('fail')).rejects.toThrow('no answer')
  await cache.embedQuery('search')
  expect(asked).toEqual(['fail', 'basket', 'fail', 'search'])
})
