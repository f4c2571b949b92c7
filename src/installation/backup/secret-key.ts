// The key that opens stored secrets: where it is, and how it gets into a restored installation.
import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { ensurePrivateDirectory, writePrivateFile } from '../../access/private-file.ts'
import type { Config } from '../../platform/config.ts'
import { type BackupHeader, fingerprintOf } from './format.ts'

/** Undefined before the first start. */
export async function readSecretKey(config: Config): Promise<string | undefined> {
  return config.DISPATCH_SECRET_KEY ?? (await readFile(keyPath(config), 'utf8').catch(() => undefined))
}

export type KeyOutcome =
  /** The key here is the one that sealed the secrets. */
  | { kind: 'fits' }
  /** It was put in place. */
  | { kind: 'installed'; path: string }
  /** Stored secrets cannot be opened until the right one is there. */
  | { kind: 'missing'; path: string; isSetByEnvironment: boolean }

/** After a restore: puts the key in place that came with the backup or was given, if any. */
export async function installSecretKey(config: Config, header: BackupHeader, given: string | undefined): Promise<KeyOutcome> {
  const { fingerprint, value } = header.secret_key
  const present = await readSecretKey(config)
  if (present !== undefined && fingerprintOf(present) === fingerprint) return { kind: 'fits' }
  const path = keyPath(config)
  const right = [given, value].find((key) => typeof key === 'string' && fingerprintOf(key) === fingerprint)
  const isSetByEnvironment = config.DISPATCH_SECRET_KEY !== undefined
  if (typeof right !== 'string' || isSetByEnvironment) return { kind: 'missing', path, isSetByEnvironment }
  await ensurePrivateDirectory(config.DISPATCH_DATA_DIR)
  if (present !== undefined) await rename(path, `${path}.replaced`)
  await writePrivateFile(path, right)
  return { kind: 'installed', path }
}

function keyPath(config: Config): string {
  return join(config.DISPATCH_DATA_DIR, 'secret-key')
}
