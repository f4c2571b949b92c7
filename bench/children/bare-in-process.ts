// The raw baseline of the event loop: the same engine and statements, but in the thread that is watched.
import { PGlite } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { vector } from '@electric-sql/pglite-pgvector'
import { Kysely, PGliteDialect } from 'kysely'
import { migrationsDirectory, readMigrations } from '#src/platform/db/migrations-on-disk.ts'
import type { DB } from '#src/platform/db/schema.generated.ts'
import { seedIssues } from '../kit/seed.ts'
import { serveParent } from '../kit/serve-parent.ts'
import { watchStalls } from '../kit/stalls.ts'
import { type Stress, stressDatabase } from '../kit/stress.ts'

let pglite: PGlite | undefined

serveParent<{ directory: string }>({
  async start({ directory }) {
    pglite = await PGlite.create(directory, { extensions: { vector, pg_trgm } })
    await pglite.exec('create extension vector; create extension pg_trgm')
    for (const { sql } of await readMigrations(migrationsDirectory)) await pglite.exec(sql)
    await pglite.exec(`
      insert into dispatch_workspace (id, name, prefix, is_default, created_at) values ('wsp_bench', 'Bench', 'BENCH', true, '2026-01-01');
      insert into dispatch_issue_counter (workspace_id) values ('wsp_bench');
      insert into dispatch_status (id, workspace_id, name, category, color, position, created_at)
        values ('sta_bench', 'wsp_bench', 'Backlog', 'backlog', 'gray', 1, '2026-01-01')`)
    await seedIssues(database(), 10_000)
    return { port: 0 }
  },
  questions: {
    async stress(kind: Stress) {
      const stalls = await watchStalls()
      await stressDatabase(kind, database())
      return stalls.stop()
    },
  },
  async stop() {
    await pglite?.close()
  },
})

function database(): Kysely<DB> {
  if (!pglite) throw new Error('start comes first')
  return new Kysely<DB>({ dialect: new PGliteDialect({ pglite }) })
}
