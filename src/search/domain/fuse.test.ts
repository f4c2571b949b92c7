import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Channel, fuse, type Ranking } from './fuse.ts'

const list = (channel: Channel, ids: string[], weight = 1): Ranking => ({
  weight,
  found: ids.map((id) => ({ id, channels: [channel] })),
})

test('what two lists find comes before what one list finds', () => {
  const hits = fuse([list('text', ['a', 'b']), list('vector', ['c', 'b'])])
  expect(hits.map(({ id, matchedBy }) => [id, matchedBy])).toEqual([
    ['b', ['text', 'vector']],
    ['c', ['vector']],
    ['a', ['text']],
  ])
})

test('an identifier outranks everything', () => {
  const ids = ['a', 'b', 'c']
  const hits = fuse([list('text', ids), list('trigram', ids), list('vector', ids), list('identifier', ['z'], 100)])
  expect(hits[0]).toMatchObject({ id: 'z', matchedBy: ['identifier'] })
})

test('each issue appears once, in falling score, whatever the lists found', () => {
  const ranking = fc
    .record({
      channel: fc.constantFrom<Channel>('identifier', 'text', 'trigram', 'vector'),
      ids: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')),
      weight: fc.double({ min: 0.1, max: 100, noNaN: true }),
    })
    .map(({ channel, ids, weight }) => list(channel, ids, weight))
  fc.assert(
    fc.property(fc.array(ranking, { maxLength: 6 }), (rankings: Ranking[]) => {
      const hits = fuse(rankings)
      const all = rankings.flatMap(({ found }) => found.map(({ id }) => id))
      expect(hits.map(({ id }) => id).sort()).toEqual([...new Set(all)].sort())
      expect(hits.every((hit, index) => index === 0 || hit.score <= (hits[index - 1]?.score ?? 0))).toBe(true)
    }),
  )
})

test('a list that is unsure of an issue gives way to one that is sure', () => {
  const unsure: Ranking = { weight: 1, found: [{ id: 'one word of five', channels: ['text'], trust: 0.5 }] }
  expect(fuse([unsure, list('vector', ['near'])]).map(({ id }) => id)).toEqual(['near', 'one word of five'])
})
