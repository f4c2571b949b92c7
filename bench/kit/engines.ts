// Fresh places for data: a directory for the embedded engine, a database on the server that DISPATCH_TEST_PG_URL names.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServerDatabase } from '#test/database/server-template.ts'
import { serverUrl } from './env.ts'

export type EngineName = 'embedded' | 'PostgreSQL'

export interface Place {
  directory: string
  /** Of a migrated database; absent on the embedded engine. */
  url: string | undefined
}

const cleanups: (() => Promise<void>)[] = []

export async function makePlace(engine: EngineName): Promise<Place> {
  const directory = await mkdtemp(join(tmpdir(), 'dispatch-bench-'))
  cleanups.push(() => rm(directory, { recursive: true, force: true }))
  if (engine === 'embedded') return { directory, url: undefined }
  const database = await createServerDatabase(serverUrl ?? '')
  cleanups.push(database.drop)
  return { directory, url: database.url }
}

/** At the end of a measurement, when the children that used them have ended. */
export async function removePlaces(): Promise<void> {
  for (const remove of cleanups.splice(0)) await remove()
}
