// Writes src/platform/db/*.generated.ts: the row types, read back from a migrated in-memory database.
//
// usage: node scripts/generate-db-types.ts [--check]      --check writes nothing and exits 1 when a file is out of date
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeSchema } from '#src/platform/db/describe-schema.ts'
import { migrate } from '#src/platform/db/migrate.ts'
import { openDatabase } from '#src/platform/db/open-database.ts'
import { printSchemaTypes } from '#src/platform/db/print-schema-types.ts'

const folder = fileURLToPath(new URL('../src/platform/db/', import.meta.url))

const database = await openDatabase({ kind: 'embedded' })
await migrate(database, { log: { info: () => {} } })
const generated = printSchemaTypes(await describeSchema(database.kysely))
await database.close()

for (const [name, text] of generated) {
  const present = await readFile(join(folder, name), 'utf8').catch(() => '')
  if (present === text) continue
  if (process.argv.includes('--check')) {
    console.error(`src/platform/db/${name} is out of date: run node scripts/generate-db-types.ts`)
    process.exitCode = 1
  } else {
    await writeFile(join(folder, name), text)
    console.log(`src/platform/db/${name} written`)
  }
}
