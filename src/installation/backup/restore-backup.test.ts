import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { addComment } from '#src/issues/add-comment.ts'
import { createIssue } from '#src/issues/create-issue.ts'
import { migrate } from '#src/platform/db/migrate.ts'
import { readMigrations } from '#src/platform/db/migrations-on-disk.ts'
import type { Database } from '#src/platform/db/open-database.ts'
import { jobSchema } from '#src/platform/jobs/boss.ts'
import { createLogger } from '#src/platform/log.ts'
import { emptyDatabase, testEngine } from '#test/database.ts'
import { type TestTracker, testTracker } from '#test/tracker.ts'
import { readSetting } from '../../access/store/settings.ts'
import { listColumns, listTables, readRows } from '../store/dump.ts'
import { type BackupHeader, RowHash } from './format.ts'
import { openBackup } from './read-backup.ts'
import { restoreBackup } from './restore-backup.ts'
import { restoredJobsKey } from './restored-jobs.ts'
import { verifyBackup } from './verify-backup.ts'
import { writeBackup } from './write-backup.ts'

const secretKey = 'the key of the installation, 32 and more'
const log = createLogger('silent')

let tracker: TestTracker
let directory: string
let path: string
let header: BackupHeader
const opened: (() => Promise<void>)[] = []

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dispatch-backup-test-'))
  path = join(directory, 'all.backup.gz')
  tracker = await testTracker()
  const ctx = tracker.workspace.person()
  const issue = await createIssue(ctx, { title: 'Zeile with "quotes", {braces}, \\ and 🦊', description: 'a\nb\r\nc\\N' })
  await addComment(ctx, { issueId: issue.id, body: '[null, "null", \\x00ff]' })
  for (let count = 0; count < 30; count++) await createIssue(ctx, { title: `Issue ${count}`, parent: issue.identifier })
  const db = tracker.runtime.database.kysely
  await sql`insert into dispatch_embedding (issue_id, model, embedding, content_hash, updated_at)
    values (${issue.id}, 'a model', '[0.1,-2.5e-8,3]', 'hash', ${ctx.now})`.execute(db)
  // More than a page of reading and a batch of writing.
  await sql`insert into dispatch_label (id, workspace_id, name, color, created_at)
    select 'lbl_' || n, ${ctx.workspaceId}, 'Label ' || n, 'grey', ${ctx.now} from generate_series(1, 1200) n`.execute(db)
  header = await writeBackup(tracker.runtime.database, { path, secretKey, withSecretKey: false, now: ctx.now })
}, 240_000)
afterAll(async () => {
  await tracker.runtime.close()
  await rm(directory, { recursive: true, force: true })
})
beforeEach(({ onTestFinished }) => {
  onTestFinished(async () => {
    for (const close of opened.splice(0)) await close()
  })
})

async function newDatabase(engine?: 'pglite' | 'postgres'): Promise<Database> {
  const { database, close } = await emptyDatabase(engine)
  opened.push(close)
  return database
}

async function restoreInto(database: Database, options: { from?: string; force?: boolean } = {}): Promise<void> {
  const { from = path, force = false } = options
  await restoreBackup(database, { backup: await openBackup(from), force, log })
}

/** Rows and hash of every table. */
function contentOf(database: Database) {
  return database.kysely.transaction().execute(async (trx) => {
    await sql`set local timezone = 'UTC'`.execute(trx)
    const content: Record<string, { rows: number; sha256: string }> = {}
    for (const name of await listTables(trx)) {
      const hash = new RowHash()
      const columns = (await listColumns(trx, name)).map((column) => column.name)
      for await (const row of readRows(trx, name, columns)) hash.add(row)
      content[name] = hash.result()
    }
    return content
  })
}

const withoutSettings = ({ dispatch_setting: _restoredJobs, ...tables }: Awaited<ReturnType<typeof contentOf>>) => tables

test('every row of every table is there again, whatever is in it', async () => {
  const database = await newDatabase()
  await restoreInto(database)
  const before = withoutSettings(await contentOf(tracker.runtime.database))
  expect(withoutSettings(await contentOf(database))).toEqual(before)
  expect(before.dispatch_issue?.rows).toBe(31)
  expect(before.dispatch_embedding?.rows).toBe(1)
}, 240_000)

test('a backup goes from one engine to the other and back', async () => {
  const there = await newDatabase('pglite')
  await restoreInto(there)
  const second = join(directory, `second-${testEngine}.backup.gz`)
  await writeBackup(there, { path: second, secretKey, withSecretKey: false, now: new Date() })
  const back = await newDatabase()
  await restoreInto(back, { from: second })
  expect(withoutSettings(await contentOf(back))).toEqual(withoutSettings(await contentOf(tracker.runtime.database)))
}, 240_000)

test('what the database refuses is refused afterwards too, and counters go on where they were', async () => {
  const database = await newDatabase()
  await restoreInto(database)
  const db = database.kysely
  await expect(sql`update dispatch_status set category = 'done' where category = 'backlog'`.execute(db)).rejects.toThrow(
    /never changes/,
  )
  await expect(
    sql`insert into dispatch_issue_label (issue_id, label_id) values ('iss_unknown', 'lbl_unknown')`.execute(db),
  ).rejects.toMatchObject({ code: '23503' })
  const last = (source: Database) =>
    sql<{ last: string; events: number }>`select (select last_value from dispatch_delivery_seq_seq)::text as last,
      (select max(last) from dispatch_event_counter) as events`.execute(source.kysely)
  expect((await last(database)).rows).toEqual((await last(tracker.runtime.database)).rows)
}, 240_000)

test('work that waited in the queue waits again', async () => {
  const database = await newDatabase()
  await restoreInto(database)
  expect(header.jobs.length).toBeGreaterThan(0)
  expect(await readSetting(database.kysely, restoredJobsKey)).toEqual({ jobs: header.jobs })
}, 240_000)

test('an installation that is there already is replaced only by force', async () => {
  const database = await newDatabase()
  await restoreInto(database)
  await sql`update dispatch_issue set title = 'changed'`.execute(database.kysely)
  await expect(restoreInto(database)).rejects.toMatchObject({ code: 'target_not_empty' })
  await restoreInto(database, { force: true })
  expect(withoutSettings(await contentOf(database))).toEqual(withoutSettings(await contentOf(tracker.runtime.database)))
}, 240_000)

test('a backup that turns out to be broken while it replaces something leaves everything as it was', async () => {
  const database = await newDatabase()
  await restoreInto(database)
  const db = database.kysely
  await sql`update dispatch_issue set title = 'ours'`.execute(db)
  await sql`create schema ${sql.id(jobSchema)}`.execute(db)
  await sql`create table ${sql.table(`${jobSchema}.job`)} as select 'waits' as name`.execute(db)
  const before = await contentOf(database)
  const cases = {
    'a row changed': (lines: string[]) => lines.map((line) => line.replace('Issue 17', 'Issue 71')),
    'a row is missing': (lines: string[]) => lines.filter((line) => !line.includes('"Issue 17"')),
    'cut off': (lines: string[]) => lines.slice(0, -40),
    'a row that the database refuses': (lines: string[]) => lines.map((line) => line.replaceAll('"P3"', '"P9"')),
  }
  for (const [name, damage] of Object.entries(cases))
    await expect(restoreInto(database, { from: await changed(damage), force: true }), name).rejects.toThrow()
  expect(await contentOf(database)).toEqual(before)
  expect((await sql`select name from ${sql.table(`${jobSchema}.job`)}`.execute(db)).rows).toEqual([{ name: 'waits' }])
}, 240_000)

test('the rows of an older version are brought to the schema of this one', async () => {
  const source = await newDatabase()
  const [first, ...later] = await readMigrations()
  await migrate(source, { log, until: first?.name ?? '' })
  await sql`insert into dispatch_workspace (id, name, prefix, created_at) values ('wsp_1', 'Old', 'OLD', '2026-01-01')`.execute(
    source.kysely,
  )
  const old = join(directory, 'old.backup.gz')
  await writeBackup(source, { path: old, secretKey, withSecretKey: false, now: new Date() })
  const target = await newDatabase()
  await restoreInto(target, { from: old })
  const { rows } = await sql<{ name: string }>`select name from dispatch_workspace`.execute(target.kysely)
  expect(rows).toEqual([{ name: 'Old' }])
  const applied = await sql<{ count: number }>`select count(*) as count from dispatch_migration`.execute(target.kysely)
  expect(applied.rows[0]?.count).toBe(later.length + 1)
}, 240_000)

test('a backup of a newer version, and one of other migrations, are refused before anything is touched', async () => {
  const database = await newDatabase()
  const newer = await changed((lines) => [
    edit(lines[0], (one) => one.migrations.push({ name: '9999_new.sql', checksum: '' })),
    ...lines.slice(1),
  ])
  await expect(restoreInto(database, { from: newer })).rejects.toMatchObject({ code: 'backup_newer' })
  const other = await changed((lines) => [
    edit(lines[0], (one) => (one.migrations[0] = { name: '0001_platform.sql', checksum: 'x' })),
    ...lines.slice(1),
  ])
  await expect(restoreInto(database, { from: other })).rejects.toMatchObject({ code: 'backup_differs' })
  expect(await listTables(database.kysely)).toEqual([])
}, 240_000)

test('a damaged file is found, and where', async () => {
  const cases = {
    'cut off': (lines: string[]) => lines.slice(0, -40),
    'a row changed': (lines: string[]) => lines.map((line) => line.replace('Issue 17', 'Issue 71')),
    'a row is missing': (lines: string[]) => lines.filter((line) => !line.includes('"Issue 17"')),
    'no JSON': (lines: string[]) => lines.map((line, index) => (index === 30 ? '{' : line)),
  }
  for (const [name, damage] of Object.entries(cases))
    await expect(verifyBackup(await changed(damage)), name).rejects.toMatchObject({ code: 'backup_broken' })
  const half = join(directory, 'half.gz')
  await writeFile(half, (await readFile(path)).subarray(0, 5000))
  await expect(verifyBackup(half)).rejects.toMatchObject({ code: 'backup_broken' })
  const text = join(directory, 'text.gz')
  await writeFile(text, await promisify(gzip)('hello\n'))
  await expect(verifyBackup(text)).rejects.toMatchObject({ code: 'not_a_backup' })
  await expect(verifyBackup(join(directory, 'nothing'))).rejects.toMatchObject({ code: 'file_missing' })
}, 240_000)

test('the key of stored secrets is in the file only where it was asked for', async () => {
  const text = (await promisify(gunzip)(await readFile(path))).toString()
  expect(text).not.toContain(secretKey)
  const open = join(directory, 'with-key.backup.gz')
  const { secret_key } = await writeBackup(tracker.runtime.database, {
    path: open,
    secretKey,
    withSecretKey: true,
    now: new Date(),
  })
  expect(secret_key).toEqual({ fingerprint: header.secret_key.fingerprint, value: secretKey })
}, 240_000)

async function changed(change: (lines: string[]) => (string | undefined)[]): Promise<string> {
  const lines = (await promisify(gunzip)(await readFile(path))).toString().trimEnd().split('\n')
  const target = join(directory, 'changed.backup.gz')
  await writeFile(target, await promisify(gzip)(`${change(lines).join('\n')}\n`))
  return target
}

function edit(line: string | undefined, change: (header: BackupHeader) => unknown): string {
  const parsed: BackupHeader = JSON.parse(line ?? '')
  change(parsed)
  return JSON.stringify(parsed)
}
