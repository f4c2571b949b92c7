import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Collected, collectPlainFields, collectReferences, collectTexts, labelsAfter } from './collect-changes.ts'
import type { Resolved } from './resolve-references.ts'
import type { UpdateIssue } from './schemas.ts'
import type { IssueRow } from './store/issue-store.ts'

const agent = { type: 'agent' as const, id: 'agt_1', name: 'Claude' }
const issue = {
  title: 'The basket is empty',
  is_title_trusted: true,
  description: 'Seen today.',
  is_description_trusted: false,
  priority: 'P3',
  needs_attention: 'a plan waits',
  assignee_agent_id: null,
  assignee_user_id: 'usr_1',
  assignee_name: 'Ada',
  repository_id: null,
  parent_id: 'iss_parent',
} as Partial<IssueRow> as IssueRow

function collected(collect: (into: Collected) => void): Collected {
  const into: Collected = { columns: {}, changes: {} }
  collect(into)
  return into
}
const texts = (body: UpdateIssue, type: 'person' | 'key' | 'run' = 'person', over: Partial<IssueRow> = {}) =>
  collected((into) => collectTexts({ ...issue, ...over }, body, { ...into, actor: { type, id: 'x', name: 'X' } }))
const plain = (body: UpdateIssue) => collected((into) => collectPlainFields(issue, body, into))
const references = (resolved: Partial<Resolved>, over: Partial<IssueRow> = {}) =>
  collected((into) => collectReferences({ ...issue, ...over }, resolved as Resolved, into))
const nothing = { columns: {}, changes: {} }

test('what says the same as before changes nothing, and takes no trust away', () => {
  expect(texts({ title: issue.title, description: issue.description }, 'key')).toEqual(nothing)
  expect(plain({ priority: 'P3' })).toEqual(nothing)
  expect(references({ parentId: 'iss_parent', repository: null })).toEqual(nothing)
})

test('what is not named stays as it is', () => {
  expect(texts({})).toEqual(nothing)
  expect(plain({})).toEqual(nothing)
  expect(references({})).toEqual(nothing)
})

test('a description that is taken away is empty, once', () => {
  expect(texts({ description: null })).toMatchObject({
    columns: { description: '' },
    changes: { description: ['Seen today.', ''] },
  })
  expect(texts({ description: null }, 'person', { description: '' })).toEqual(nothing)
})

test("a person's words in a stranger's text leave it a stranger's, and in an empty one they are a person's", () => {
  expect(texts({ description: 'Seen today, twice.' }).columns.is_description_trusted).toBe(false)
  expect(texts({ description: 'Mine' }, 'person', { description: ' \n' }).columns.is_description_trusted).toBe(true)
})

test.each(['key', 'run'] as const)('the hand of a %s takes the trust in a title away', (type) => {
  expect(texts({ title: 'Other' }, type).columns.is_title_trusted).toBe(false)
  expect(texts({ title: 'Other' }, 'person').columns.is_title_trusted).toBe(true)
})

test('the flag for people can be lowered and not raised, and is lowered once', () => {
  expect(plain({ needs_attention: null })).toEqual({
    columns: { needs_attention: null },
    changes: { needs_attention: ['a plan waits', null] },
  })
  expect(collected((into) => collectPlainFields({ ...issue, needs_attention: null }, { needs_attention: null }, into))).toEqual(
    nothing,
  )
})

test('an agent takes the place of a person: never are both assigned', () => {
  expect(references({ assignee: agent as Resolved['assignee'] })).toEqual({
    columns: { assignee_agent_id: 'agt_1', assignee_user_id: null },
    changes: {
      assignee: [
        { id: 'usr_1', name: 'Ada' },
        { id: 'agt_1', name: 'Claude' },
      ],
    },
  })
})

test('whoever is assigned can be taken off, and from nobody nobody is taken off', () => {
  expect(references({ assignee: null })).toEqual({
    columns: { assignee_agent_id: null, assignee_user_id: null },
    changes: { assignee: [{ id: 'usr_1', name: 'Ada' }, null] },
  })
  expect(references({ assignee: null }, { assignee_user_id: null, assignee_name: null })).toEqual(nothing)
})

test('a parent may go while the repository comes', () => {
  expect(references({ parentId: null, repository: { id: 'rep_1' } as Resolved['repository'] })).toEqual({
    columns: { parent_id: null, repository_id: 'rep_1' },
    changes: { parent: ['iss_parent', null], repository: [null, 'rep_1'] },
  })
})

const label = (id: string) => ({ id, name: id.toUpperCase() })
const after = (before: string[], change: { labels?: string[]; addLabels?: string[]; removeLabels?: string[] }) =>
  labelsAfter(
    before.map(label),
    Object.fromEntries(Object.entries(change).map(([key, ids]) => [key, ids.map(label)])) as Resolved,
  )?.map(({ id }) => id)

test('labels are set, added and removed, in this order', () => {
  expect(after(['a', 'b'], { labels: ['c'] })).toEqual(['c'])
  expect(after(['a'], { addLabels: ['b'], removeLabels: ['a'] })).toEqual(['b'])
  expect(after(['a'], { labels: ['b'], addLabels: ['c'], removeLabels: ['b'] })).toEqual(['c'])
  expect(after(['a'], { addLabels: ['b'], removeLabels: ['b'] })).toBeUndefined()
})

test('labels in another order, and those that are there or gone already, are no change', () => {
  expect(after(['a', 'b'], { labels: ['b', 'a'] })).toBeUndefined()
  expect(after(['a'], { addLabels: ['a'] })).toBeUndefined()
  expect(after(['a'], { removeLabels: ['z'] })).toBeUndefined()
  expect(after([], { labels: [] })).toBeUndefined()
  expect(after(['a'], { labels: [] })).toEqual([])
})

test('whatever is asked for, a second time it changes nothing', () => {
  const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'))
  const changes = fc.record({ labels: ids, addLabels: ids, removeLabels: ids }, { requiredKeys: [] })
  fc.assert(
    fc.property(ids, changes, (before, change) => {
      const once = after(before, change) ?? before
      expect(new Set(once).size).toBe(once.length)
      expect(after(once, change)).toBeUndefined()
    }),
  )
})
