import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Role } from '../../platform/context.ts'
import { decideMembership } from './decide-membership.ts'
import { roles } from './permissions.ts'

const anyRole = fc.constantFrom<Role>(...roles)
const anyChange = fc.record({
  by: anyRole,
  isOwn: fc.boolean(),
  from: anyRole,
  to: fc.option(anyRole, { nil: undefined }),
  owners: fc.integer({ min: 1, max: 4 }),
})

test('an allowed change never leaves the workspace without an owner', () => {
  fc.assert(
    fc.property(anyChange, (change) => {
      if (!decideMembership(change).allowed) return
      const lost = change.from === 'owner' && change.to !== 'owner' ? 1 : 0
      expect(change.owners - lost).toBeGreaterThan(0)
    }),
  )
})

test('nobody but an owner decides about owners, and nobody but admins about others', () => {
  fc.assert(
    fc.property(anyChange, (change) => {
      const isLeaving = change.isOwn && change.to === undefined
      if (!decideMembership(change).allowed || isLeaving) return
      expect(['admin', 'owner']).toContain(change.by)
      if (change.from === 'owner' || change.to === 'owner') expect(change.by).toBe('owner')
    }),
  )
})

test('everybody may leave, except the last owner', () => {
  fc.assert(
    fc.property(anyRole, fc.integer({ min: 1, max: 4 }), (role, owners) => {
      const { allowed } = decideMembership({ by: role, isOwn: true, from: role, to: undefined, owners })
      expect(allowed).toBe(role !== 'owner' || owners > 1)
    }),
  )
})
