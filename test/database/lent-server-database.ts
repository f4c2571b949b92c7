// Databases on the server that test files hand on to each other, emptied in between.
import { type Pristine, rememberPristine, restorePristine } from '#test/database/pristine.ts'
import { asAdmin, createServerDatabase, type ServerDatabase } from '#test/database/server-template.ts'

interface Kept {
  database: ServerDatabase
  pristine: Pristine
}

const idle = new Map<string, Kept[]>()

/** A migrated database in the state of its template. Dropping it ends all of its connections, and leaves it to the next. */
export async function lendServerDatabase(serverUrl: string): Promise<ServerDatabase> {
  const kept = idle.get(serverUrl)?.pop() ?? (await create(serverUrl))
  return { url: kept.database.url, drop: () => giveBack(serverUrl, kept) }
}

async function create(serverUrl: string): Promise<Kept> {
  const database = await createServerDatabase(serverUrl)
  // Nobody looks for what these tests wrote after the server lost its power.
  const name = new URL(database.url).pathname.slice(1)
  await asAdmin(serverUrl, (client) => client.query(`alter database ${name} set synchronous_commit = off`))
  return { database, pristine: await asAdmin(database.url, rememberPristine) }
}

async function giveBack(serverUrl: string, kept: Kept): Promise<void> {
  const isPristine = await asAdmin(kept.database.url, async (client) => {
    await client.query(
      'select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    )
    return restorePristine(client, kept.pristine)
  }).catch(() => false)
  if (!isPristine) return kept.database.drop()
  idle.set(serverUrl, [...(idle.get(serverUrl) ?? []), kept])
}
