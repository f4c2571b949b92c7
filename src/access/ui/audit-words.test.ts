import { expect, test } from 'vitest'
import { auditDetail, auditTypeText } from './audit-words.ts'

test('an entry says what changed from what to what, then the rest', () => {
  expect(auditDetail({ changes: { role: ['member', 'admin'] }, name: 'Grace' })).toBe('role: member → admin · name: Grace')
  expect(auditDetail({ method: 'account', reason: 'invalid_credentials', address: null })).toBe(
    'method: account · reason: invalid_credentials',
  )
  expect(auditDetail({ scopes: ['read', 'write'], agent: { id: 'agt_1', name: 'Claude' } })).toBe(
    'scopes: read, write · agent: Claude',
  )
  expect(auditDetail({})).toBe('')
})

test('types are read as words', () => expect(auditTypeText('account.password_changed')).toBe('account password changed'))
