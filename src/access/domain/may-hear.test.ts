import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Role, Scope } from '#src/platform/context.ts'
import { accessGroups, eventGroups } from '../../outbound/domain/event-types.ts'
import {
  adminNouns,
  audienceOf,
  type HeardEvent,
  hiddenNouns,
  type Listener,
  mayHear,
  personalNouns,
  workNouns,
} from './may-hear.ts'
import { expandScopes, roles, scopesOfRole } from './permissions.ts'

const person = (role: Role, id = 'usr_1'): Listener => ({ actor: { type: 'person', id }, role, scopes: scopesOfRole(role) })
const key = (...scopes: Scope[]): Listener => ({ actor: { type: 'key', id: 'key_1' }, scopes: expandScopes(scopes) })
const event = (type: string, about: Partial<HeardEvent> = {}): HeardEvent => ({
  type,
  subject: { type: 'thing', id: 'thg_1' },
  userId: null,
  ...about,
})

const people = roles.map((role) => person(role))
const keys = [key('read'), key('write'), key('agent'), key('deploy'), key('admin')]

test('everybody hears of the work', () => {
  for (const type of ['issue.created', 'run.finished', 'plan.submitted', 'fix.verified', 'workspace.updated'])
    for (const listener of [...people, ...keys]) expect(mayHear(listener, event(type)), type).toBe(true)
})

test('logins, keys, members, connections and webhooks are for admins; so is what nobody has classified', () => {
  const types = ['login.failed', 'session.created', 'key.used', 'member.added', 'invitation.created', 'account.reset_link']
  for (const type of [...types, 'connection.added', 'webhook.secret_rotated', 'something.new', 'nothing']) {
    const hear = (listener: Listener) => mayHear(listener, event(type))
    expect([type, people.map(hear), keys.map(hear)]).toEqual([
      type,
      [false, false, true, true],
      [false, false, false, false, true],
    ])
  }
})

test('what a person has read is heard by that person alone, whatever the others may', () => {
  for (const about of [{ userId: 'usr_1' }, { subject: { type: 'person', id: 'usr_1' } }]) {
    const notice = event('notification.updated', about)
    for (const role of roles) {
      expect(mayHear(person(role), notice)).toBe(true)
      expect(mayHear(person(role, 'usr_2'), notice)).toBe(false)
    }
    for (const listener of keys) expect(mayHear(listener, notice)).toBe(false)
  }
})

test('a member hears of its own new role and of nobody else’s', () => {
  expect(mayHear(person('viewer'), event('member.updated', { subject: { type: 'user', id: 'usr_1' } }))).toBe(true)
  expect(mayHear(person('viewer'), event('member.updated', { subject: { type: 'user', id: 'usr_2' } }))).toBe(false)
})

test('nouns that are left out of a reading are never heard otherwise', () => {
  for (const listener of [...people, ...keys])
    for (const noun of hiddenNouns(listener)) expect(mayHear(listener, event(`${noun}.updated`))).toBe(false)
  expect(hiddenNouns(key('read'))).toEqual([...adminNouns, ...personalNouns])
  expect(hiddenNouns(key('admin'))).toEqual(personalNouns)
})

test('every type that is emitted or can be subscribed to is classified on purpose', () => {
  const known = new Set([...workNouns, ...adminNouns, ...personalNouns])
  const files = globSync('src/**/*.ts', { exclude: (name) => name.endsWith('.test.ts') })
  const emitted = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/emit\(\{\s*type: ['`]([a-z]+)\./g)].map(([, noun = '']) => noun),
  )
  expect(emitted.length).toBeGreaterThan(20)
  expect([...new Set(emitted)].filter((noun) => !known.has(noun))).toEqual([])
  for (const { types } of eventGroups) expect(types.filter((type) => audienceOf(type) === 'one_person')).toEqual([])
  for (const { types } of accessGroups) expect(new Set(types.map(audienceOf))).toEqual(new Set(['admins']))
})
