import { expect, test } from 'vitest'
import { permissionOf } from './permission.ts'

test('what a role may not do is told with who may', () => {
  expect(permissionOf('viewer', 'issue.write')).toEqual({
    allowed: false,
    reason: 'For members, admins and owners only. You are viewer in this workspace.',
  })
  expect(permissionOf('admin', 'workspace.delete').reason).toBe('For owners only. You are admin in this workspace.')
})

test('what a role may do has no reason, and before the role is known nothing is kept back', () => {
  expect(permissionOf('member', 'plan.approve')).toEqual({ allowed: true, reason: undefined })
  expect(permissionOf(undefined, 'workspace.delete').allowed).toBe(true)
})
