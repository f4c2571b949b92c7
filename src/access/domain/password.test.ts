import { expect, test } from 'vitest'
import { hashPassword, randomPassword, verifyPassword } from './password.ts'

test('only the password that was hashed verifies', async () => {
  const stored = await hashPassword('correct horse')
  expect(stored).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/)
  expect(await verifyPassword('correct horse', stored)).toBe(true)
  expect(await verifyPassword('correct horse ', stored)).toBe(false)
  expect(await verifyPassword('', stored)).toBe(false)
})

test('a hash made with other parameters still verifies', async () => {
  // The third test vector of RFC 7914, its first 32 bytes.
  const hash = Buffer.from('fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162', 'hex').toString('base64url')
  const stored = `scrypt$1024$8$16$${Buffer.from('NaCl').toString('base64url')}$${hash}`
  expect(await verifyPassword('password', stored)).toBe(true)
  expect(await verifyPassword('Password', stored)).toBe(false)
})

test('an accent verifies however it was composed', async () => {
  expect(await verifyPassword('cafe\u0301', await hashPassword('caf\u00e9'))).toBe(true)
})

test('a stored text of another kind is a bug, not a wrong password', async () => {
  await expect(verifyPassword('x', 'md5$abc')).rejects.toThrow('unknown kind')
})

test('a random password is easy to copy', () => {
  expect(randomPassword()).toMatch(/^([a-hjkmnp-z2-9]{4}-){4}[a-hjkmnp-z2-9]{4}$/)
  expect(randomPassword()).not.toBe(randomPassword())
})
