// Whoever can read the data directory may administer: a token in a file there lets the command line ask the running server.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import type { Runtime } from '../platform/runtime.ts'
import { equalSecrets, hashToken, newToken } from './domain/tokens.ts'
import { ensurePrivateDirectory, writePrivateFile } from './private-file.ts'
import { readSetting, writeSetting } from './store/settings.ts'

const fileSchema = z.object({ url: z.url(), token: z.string() })
export type LocalAdministration = z.infer<typeof fileSchema>

const storedSchema = z.object({ token_hash: z.string() }).optional()

/** Call it when the server listens: `url` is where it answers on this machine. Each start makes a new token. */
export async function publishLocalAdministration(runtime: Runtime, url: string): Promise<void> {
  const { DISPATCH_DATA_DIR: directory } = runtime.config
  const token = newToken('local_admin')
  await writeSetting(runtime.database.kysely, {
    key: settingKey(directory),
    value: { token_hash: hashToken(token) },
    now: runtime.clock.now(),
  })
  await ensurePrivateDirectory(directory)
  await writePrivateFile(filePath(directory), `${JSON.stringify({ url, token })}\n`)
}

/** For the command line: how to reach the server that holds this data directory; undefined when none ever did. */
export async function readLocalAdministration(dataDirectory: string): Promise<LocalAdministration | undefined> {
  const text = await readFile(filePath(dataDirectory), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : fileSchema.parse(JSON.parse(text))
}

export async function isLocalAdministrator(runtime: Runtime, token: string): Promise<boolean> {
  const stored = storedSchema.parse(await readSetting(runtime.database.kysely, settingKey(runtime.config.DISPATCH_DATA_DIR)))
  return stored !== undefined && equalSecrets(stored.token_hash, hashToken(token))
}

function filePath(dataDirectory: string): string {
  return join(dataDirectory, 'local-admin.json')
}

/** Servers that share a database have data directories of their own. */
function settingKey(dataDirectory: string): string {
  const place = createHash('sha256').update(`${hostname()} ${dataDirectory}`).digest('hex')
  return `access.local_administration.${place.slice(0, 16)}`
}
