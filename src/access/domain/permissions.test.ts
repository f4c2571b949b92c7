import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Actor, Role, Scope } from '../../platform/context.ts'
import {
  type Action,
  actions,
  allScopes,
  decideAccess,
  expandScopes,
  hasRole,
  roles,
  ruleOf,
  scopesOfRole,
} from './permissions.ts'

const anyAction = fc.constantFrom(...actions)
const anyScopes = fc
  .uniqueArray(fc.constantFrom<Scope>('read', 'write', 'agent', 'admin', 'deploy'))
  .map((scopes) => expandScopes(scopes))
const anyActorType = fc.constantFrom<Actor['type']>('person', 'key', 'run', 'webhook', 'system')

const anyRole = fc.constantFrom<Role>(...roles)
const key = (...scopes: Scope[]) => ({ actorType: 'key' as const, scopes: expandScopes(scopes) })
const run = { actorType: 'run' as const, scopes: new Set<Scope>(['agent']), runIssueId: 'iss_own' }

test('a run does only four things, and only to its own issue, whatever scopes it holds', () => {
  const mayDo: Action[] = ['issue.read', 'comment.write', 'run.report', 'plan.submit']
  fc.assert(
    fc.property(anyAction, anyScopes, fc.constantFrom('iss_own', 'iss_other', undefined), (action, scopes, issueId) => {
      const { allowed } = decideAccess({ ...run, scopes }, action, issueId)
      if (allowed) expect(mayDo.includes(action) && issueId === 'iss_own').toBe(true)
    }),
  )
  expect(mayDo.every((action) => decideAccess(run, action, 'iss_own').allowed)).toBe(true)
})

test('a run whose token names no issue may touch none', () => {
  expect(decideAccess({ actorType: 'run', scopes: allScopes }, 'issue.read').allowed).toBe(false)
})

test('only a person or an admin key approves plans, forces gates, changes keys and policy', () => {
  const guarded: Action[] = ['plan.approve', 'run.force', 'key.manage', 'policy.manage']
  fc.assert(
    fc.property(fc.constantFrom(...guarded), anyActorType, anyScopes, (action, actorType, scopes) => {
      const { allowed } = decideAccess({ actorType, scopes, role: 'owner', runIssueId: 'iss_own' }, action, 'iss_own')
      expect(allowed).toBe(actorType === 'person' || (actorType === 'key' && scopes.has('admin')))
    }),
  )
})

test('a person is judged by the role alone, and a higher role never allows less', () => {
  fc.assert(
    fc.property(anyAction, anyScopes, anyRole, anyRole, (action, scopes, one, other) => {
      const may = (role: Role, held: ReadonlySet<Scope>) =>
        decideAccess({ actorType: 'person', scopes: held, role }, action).allowed
      expect(may(one, scopes)).toBe(may(one, allScopes))
      if (may(one, scopes) && hasRole(other, one)) expect(may(other, scopes)).toBe(true)
    }),
  )
})

test('a person without a role in the workspace may do nothing there', () => {
  for (const action of actions) expect(decideAccess({ actorType: 'person', scopes: allScopes }, action).allowed).toBe(false)
})

test('a viewer changes nothing but what is their own', () => {
  const may = actions.filter((action) => decideAccess({ actorType: 'person', scopes: allScopes, role: 'viewer' }, action).allowed)
  expect(may.filter((action) => !action.endsWith('.read'))).toEqual([
    'view.save',
    'inbox.change',
    'session.change',
    'session.end',
  ])
})

test('only an owner deletes the workspace and decides about owners', () => {
  const onlyOwners = actions.filter((action) => ruleOf(action).role === 'owner' && ruleOf(action).actors.includes('person'))
  expect(onlyOwners.sort()).toEqual(['owner.manage', 'settings.manage', 'workspace.delete'])
})

test('a role holds the scopes of the roles below it', () => {
  for (const one of roles) {
    for (const other of roles) {
      if (hasRole(other, one)) expect(scopesOfRole(other).isSupersetOf(scopesOfRole(one))).toBe(true)
    }
  }
})

test('more scopes never allow less', () => {
  fc.assert(
    fc.property(anyAction, anyActorType, anyScopes, anyScopes, (action, actorType, some, more) => {
      const caller = { actorType, runIssueId: 'iss_own' }
      if (!decideAccess({ ...caller, scopes: some }, action, 'iss_own').allowed) return
      expect(decideAccess({ ...caller, scopes: new Set([...some, ...more]) }, action, 'iss_own').allowed).toBe(true)
    }),
  )
})

test.each<[Scope, Action, boolean]>([
  ['read', 'issue.read', true],
  ['read', 'issue.write', false],
  ['read', 'delivery.read', true],
  ['write', 'issue.read', true],
  ['write', 'issue.write', true],
  ['write', 'run.start', true],
  ['write', 'agent.manage', false],
  ['agent', 'issue.read', true],
  ['agent', 'issue.write', false],
  ['agent', 'run.report', true],
  ['agent', 'run.start', false],
  ['deploy', 'deployment.write', true],
  ['deploy', 'issue.read', false],
  ['admin', 'deployment.write', true],
  ['admin', 'run.report', true],
])('a key with the scope %s doing %s: %s', (scope, action, allowed) => {
  expect(decideAccess(key(scope), action).allowed).toBe(allowed)
})

test('a refusal names the missing scope', () => {
  expect(decideAccess(key('read'), 'issue.write')).toEqual({
    allowed: false,
    code: 'missing_scope',
    sentence: 'issue.write needs a key with the scope write or admin.',
  })
})
