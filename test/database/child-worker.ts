// Takes one job of the database given as argument (a data directory or a server's URL), says so, and never finishes it.
import { z } from 'zod'
import { openDatabase } from '#src/platform/db/open-database.ts'
import { defineJob, Jobs } from '#src/platform/jobs.ts'
import { createLogger } from '#src/platform/log.ts'
import type { Runtime } from '#src/platform/runtime.ts'

const [where = ''] = process.argv.slice(2)
const database = await openDatabase(
  where.startsWith('postgres:') ? { kind: 'postgres', url: where } : { kind: 'embedded', dataDirectory: where },
)
const job = defineJob({
  name: 'test.endless',
  schema: z.object({ n: z.number() }),
  retryLimit: 2,
  expireInSeconds: 600,
  handler: () => {
    console.log('working')
    return new Promise(() => {})
  },
})
const jobs = new Jobs({ database, log: createLogger('silent'), definitions: [job] })
// The handler never looks at the runtime.
await jobs.start({} as Runtime)
await database.kysely.transaction().execute((trx) => jobs.insertInto(trx, [{ name: 'test.endless', payload: { n: 1 } }]))
jobs.wake('test.endless')
