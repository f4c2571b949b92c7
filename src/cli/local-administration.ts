// What whoever can read the data directory may ask of the running server: a login link, a new password.
import { z } from 'zod'
import { readLocalAdministration } from '../access/local-administration.ts'
import { parseConfig, readEnvironment } from '../platform/config.ts'
import { Unavailable } from '../platform/errors.ts'

export async function loginLink(): Promise<void> {
  const { url } = z.object({ url: z.string() }).parse(await ask('/api/local/login-link'))
  process.stdout.write(`${url}\n`)
}

export async function newPassword(): Promise<void> {
  const { password } = z.object({ password: z.string() }).parse(await ask('/api/local/reset-password'))
  process.stdout.write(`${password}\n`)
}

async function ask(path: string): Promise<unknown> {
  const { DISPATCH_DATA_DIR } = parseConfig(readEnvironment())
  const local = await readLocalAdministration(DISPATCH_DATA_DIR)
  if (!local)
    throw new Unavailable(
      'not_running',
      `No server has run with the data directory ${DISPATCH_DATA_DIR}. Start it first: npm start`,
    )
  const response = await fetch(new URL(path, local.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${local.token}` },
  }).catch(() => undefined)
  if (!response) throw new Unavailable('not_running', `No server answers at ${local.url}. Start it first: npm start`)
  const body: unknown = await response.json()
  if (response.ok) return body
  throw new Unavailable('refused', z.object({ detail: z.string() }).parse(body).detail)
}
