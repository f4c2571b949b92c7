import fc from 'fast-check'
import { expect, test } from 'vitest'
import { article, changeLines, factLines, nameIn } from './audit-values.ts'

const changed = (changes: unknown) => changeLines({ changes })

test('what changed stands there with before and after, in words', () => {
  expect(
    changed({
      role: ['member', 'admin'],
      'policy.runs_enabled': [true, false],
      'policy.day_budget_usd': [25, 0],
      display_name: [null, 'Ada'],
      event_types: [['run.finished', 'fix.verified'], []],
      max_concurrent_runs: [2, null],
    }),
  ).toEqual([
    'Role: member → admin',
    'Agents may work: on → off',
    'Budget of a day: 25 → 0',
    'Name: none → Ada',
    'Events: run.finished, fix.verified → none',
    'Max concurrent runs: 2 → none',
  ])
})

test('what cannot be told apart, or is not told, has changed all the same', () => {
  expect(changed({ git_url: [{ a: 1 }, { a: 2 }], secret: true, 'policy.some_new_rule': 'x' })).toEqual([
    'Address changed',
    'Secret changed',
    'Some new rule changed',
  ])
})

test('of an object its name is told, and never its JSON or its id', () => {
  expect(
    changed({
      assignee: [
        { id: 'usr_1', name: 'Ada' },
        { id: 'agt_1', name: 'Claude' },
      ],
    }),
  ).toEqual(['Assignee: Ada → Claude'])
  expect(changed({ parent: [null, { id: 'iss_1', identifier: 'DISPATCH-1' }] })).toEqual(['Parent: none → DISPATCH-1'])
})

test.each([[undefined], [null], ['text'], [[]], [{}]])('changes that are %o are none', (changes) => {
  expect(changed(changes)).toEqual([])
})

test('facts without a meaning for people are left out', () => {
  expect(
    factLines({
      id: 'key_1',
      user_id: 'usr_1',
      before: {},
      hint: 'abc',
      empty: '',
      none: null,
      list: [],
      off: false,
      shared_password: true,
    }),
  ).toEqual([])
})

test('facts are told in words', () => {
  expect(
    factLines({ address: '10.0.0.1', method: 'github', expires_at: '2026-03-02', forced: true, scopes: ['read', 'write'] }),
  ).toEqual(['from 10.0.0.1', 'with GitHub', 'Expires at: 2026-03-02', 'forced', 'Scopes: read, write'])
})

test('a code without words of its own is read as words, and one that the sentence says is not said twice', () => {
  expect(factLines({ reason: 'too_many_logins' })).toEqual(['too many attempts'])
  expect(factLines({ reason: 'some_new_reason' })).toEqual(['some new reason'])
  for (const reason of ['left', 'removed', 'password_changed']) expect(factLines({ reason })).toEqual([])
})

test('a long value is cut between two characters', () => {
  const [line = ''] = factLines({ detail: `${'x'.repeat(118)}😀😀😀` })
  expect(line).toBe(`Detail: ${'x'.repeat(118)}…`)
})

test.each([
  [{ name: 'A' }, 'A'],
  [{ after: { name: 'B' }, label: { name: 'C' } }, 'B'],
  [{ view: { name: 'D' } }, 'D'],
  [{ name: 7, after: null }, ''],
  [{}, ''],
])('the name in %o is %j', (payload, name) => expect(nameIn(payload)).toBe(name))

test('words have their article', () => {
  expect(['admin', 'owner', 'member', 'viewer'].map(article)).toEqual(['an admin', 'an owner', 'a member', 'a viewer'])
})

test('whatever an event carries, its lines are text without JSON', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ minLength: 1, maxLength: 10 }), fc.jsonValue()), (payload) => {
      for (const line of [...changeLines(payload), ...factLines(payload), nameIn(payload)]) {
        expect(line).not.toContain('[object')
        expect(line).not.toContain('undefined →')
      }
    }),
  )
})
