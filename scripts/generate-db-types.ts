// Writes src/platform/db/schema.generated.ts: the row types, read back from a migrated in-memory database.
//
// usage: node scripts/generate-db-types.ts [--check]      --check writes nothing and exits 1 when the file is out of date
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describeSchema } from '#src/platform/db/describe-schema.ts'
import { migrate } from '#src/platform/db/migrate.ts'
import { openDatabase } from '#src/platform/db/open-database.ts'
import { printSchemaTypes } from '#src/platform/db/print-schema-types.ts'

const target = fileURLToPath(new URL('../src/platform/db/schema.generated.ts', import.meta.url))

const database = await openDatabase({ kind: 'embedded' })
await migrate(database, { log: { info: () => {} } })
const generated = printSchemaTypes(await describeSchema(database.kysely))
await database.close()

const present = await readFile(target, 'utf8').catch(() => '')
if (process.argv.includes('--check')) {
  if (present !== generated) {
    console.error('src/platform/db/schema.generated.ts is out of date: run node scripts/generate-db-types.ts')
    process.exitCode = 1
  }
} else if (present !== generated) {
  await writeFile(target, generated)
  console.log('src/platform/db/schema.generated.ts written')
}
