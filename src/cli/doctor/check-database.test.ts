import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseConfig } from '#src/platform/config.ts'
import { createServerDatabase } from '#test/database/server-template.ts'
import { testEngine, testServerUrl } from '#test/database.ts'
import { checkDatabase } from './check-database.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dispatch-doctor-'))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

async function check(PG_DATABASE_URL?: string): Promise<Record<string, string>> {
  const config = parseConfig({ DISPATCH_DATA_DIR: directory, ...(PG_DATABASE_URL && { PG_DATABASE_URL }) })
  const findings = await checkDatabase({ config, running: undefined, offline: true })
  return Object.fromEntries(findings.map(({ name, status, mend }) => [name, mend === undefined ? status : `${status}: ${mend}`]))
}

test('before the first start the embedded database is made later, and the check makes none', async () => {
  expect(await check()).toMatchObject({ database: 'ok' })
  expect(existsSync(join(directory, 'database'))).toBe(false)
})

test('a server that does not answer is told with the way to find out more, and without the password', async () => {
  const config = parseConfig({ DISPATCH_DATA_DIR: directory, PG_DATABASE_URL: 'postgres://me:my-password@127.0.0.1:9/none' })
  const [finding] = await checkDatabase({ config, running: undefined, offline: true })
  expect(finding).toMatchObject({ name: 'database', status: 'broken', detail: expect.stringContaining('ECONNREFUSED') })
  expect(JSON.stringify(finding)).not.toContain('my-password')
})

test.runIf(testEngine === 'postgres')(
  'on a server that is ready everything is in order, LISTEN included',
  async () => {
    const { url, drop } = await createServerDatabase(testServerUrl())
    try {
      expect(await check(url)).toEqual({
        database: 'ok',
        'extension vector': 'ok',
        'extension pg_trgm': 'ok',
        migrations: 'ok',
        notifications: 'ok',
      })
    } finally {
      await drop()
    }
  },
  60_000,
)

test.runIf(testEngine === 'postgres')(
  'a role that may create no extensions is told the statements for a superuser',
  async () => {
    const role = `dispatch_doctor_${randomBytes(4).toString('hex')}`
    const { url, drop } = await createServerDatabase(testServerUrl(), { isMigrated: false })
    const admin = new pg.Client({ connectionString: testServerUrl() })
    await admin.connect()
    try {
      await admin.query(`create role ${role} login password 'of the test'`)
      const limited = new URL(url)
      limited.username = role
      limited.password = 'of the test'
      expect(await check(limited.href)).toMatchObject({
        rights: `broken: As the owner: grant create, usage on schema public to ${role};`,
        'extension vector': 'broken: As a superuser, in this database: create extension if not exists vector;',
        'extension pg_trgm': 'broken: As a superuser, in this database: create extension if not exists pg_trgm;',
      })
    } finally {
      await drop()
      await admin.query(`drop role if exists ${role}`)
      await admin.end()
    }
  },
  60_000,
)
