import { expect, test } from 'vitest'
import { ChangedMeanwhile, saveOver } from './save-over.ts'

interface Doc {
  revision: number
  text: string
  priority: string
}

class Stale extends Error {}

/** A server with one document, and what others do to it just before each write arrives. */
function serverWith(start: Doc, meanwhile: ((doc: Doc) => Partial<Doc>)[]) {
  let doc = start
  const store = (text: string) => ({
    read: async () => doc,
    isStale: (error: unknown) => error instanceof Stale,
    write: async (revision: number) => {
      const others = meanwhile.shift()
      if (others) doc = { ...doc, ...others(doc), revision: doc.revision + 1 }
      if (doc.revision !== revision) throw new Stale()
      doc = { ...doc, text, revision: revision + 1 }
      return doc
    },
  })
  return { store, now: () => doc }
}

const start: Doc = { revision: 3, text: 'base', priority: 'P3' }
const seen = (text: string) => (doc: Doc) => doc.text === text

test('a text that nobody else touched is saved, on whatever revision the issue is by then', async () => {
  const server = serverWith(start, [() => ({ priority: 'P1' }), () => ({ priority: 'P2' })])
  await saveOver(start, seen('base'), server.store('mine'))
  expect(server.now()).toEqual({ revision: 6, text: 'mine', priority: 'P2' })
})

test('a text that the page already knows to be changed is not written over', async () => {
  const theirs = { ...start, revision: 4, text: 'theirs' }
  const server = serverWith(theirs, [])
  await expect(saveOver(theirs, seen('base'), server.store('mine'))).rejects.toThrow(ChangedMeanwhile)
  expect(server.now()).toBe(theirs)
})

test('a text that is changed while the writing is on its way is kept, and told', async () => {
  const server = serverWith(start, [() => ({ text: 'theirs' })])
  const failed = await saveOver(start, seen('base'), server.store('mine')).catch((error: unknown) => error)
  expect(failed).toMatchObject({ name: 'ChangedMeanwhile', current: { text: 'theirs', revision: 4 } })
  expect(server.now().text).toBe('theirs')
})

test('who has seen the other text may put theirs over it', async () => {
  const theirs = { ...start, revision: 4, text: 'theirs' }
  const server = serverWith(theirs, [])
  await saveOver(theirs, seen('theirs'), server.store('mine'))
  expect(server.now().text).toBe('mine')
})

test('an issue that changes without end is given up', async () => {
  const server = serverWith(
    start,
    Array(20).fill(() => ({ priority: 'P1' })),
  )
  await expect(saveOver(start, seen('base'), server.store('mine'))).rejects.toThrow(Stale)
})
