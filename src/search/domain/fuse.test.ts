import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Channel, fuse, type Ranking } from './fuse.ts'

test('what two channels find comes before what one channel finds', () => {
  const hits = fuse([
    { channel: 'text', ids: ['a', 'b'] },
    { channel: 'vector', ids: ['c', 'b'] },
  ])
  expect(hits.map(({ id, matchedBy }) => [id, matchedBy])).toEqual([
    ['b', ['text', 'vector']],
    ['c', ['vector']],
    ['a', ['text']],
  ])
})

test('an identifier outranks everything', () => {
  const ids = ['a', 'b', 'c']
  const hits = fuse([
    { channel: 'text', ids },
    { channel: 'trigram', ids },
    { channel: 'vector', ids },
    { channel: 'identifier', ids: ['z'] },
  ])
  expect(hits[0]).toMatchObject({ id: 'z', matchedBy: ['identifier'] })
})

test('each issue appears once, in falling score, whatever the channels found', () => {
  const ranking = fc.record({
    channel: fc.constantFrom<Channel>('identifier', 'text', 'trigram', 'vector'),
    ids: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')),
  })
  fc.assert(
    fc.property(fc.array(ranking, { maxLength: 6 }), (rankings: Ranking[]) => {
      const hits = fuse(rankings)
      expect(new Set(hits.map(({ id }) => id))).toEqual(new Set(rankings.flatMap(({ ids }) => ids)))
      expect(hits.every((hit, index) => index === 0 || hit.score <= (hits[index - 1]?.score ?? 0))).toBe(true)
    }),
  )
})

test('vague neighbours come after a match of spelling', () => {
  const hits = fuse([
    { channel: 'vector', ids: ['stranger'], isVague: true },
    { channel: 'trigram', ids: ['typo'] },
  ])
  expect(hits.map(({ id }) => id)).toEqual(['typo', 'stranger'])
})
