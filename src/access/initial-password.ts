// Where the first password waits when no terminal showed it, until the first login.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writePrivateFile } from './private-file.ts'

export function initialPasswordPath(dataDirectory: string): string {
  return join(dataDirectory, 'initial-password')
}

export async function leaveInitialPassword(dataDirectory: string, password: string): Promise<void> {
  await writePrivateFile(initialPasswordPath(dataDirectory), `${password}\n`)
}

export async function forgetInitialPassword(dataDirectory: string): Promise<void> {
  await rm(initialPasswordPath(dataDirectory), { force: true })
}
