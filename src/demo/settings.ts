// What the demo remembers of itself, in the installation's settings.
import { z } from 'zod'
import { readSetting, writeSetting } from '../access/store/settings.ts'
import type { Runtime } from '../platform/runtime.ts'

const schema = z.object({
  workspaceId: z.string(),
  /** Where this server answers on this machine. */
  origin: z.string(),
  directory: z.string(),
  sentryConnection: z.string(),
  githubConnection: z.string(),
  agentId: z.string(),
  /** Sealed. */
  secrets: z.object({ sentry: z.string(), github: z.string() }),
})
export type DemoSettings = z.infer<typeof schema>

const key = 'demo'

export async function readDemoSettings(runtime: Runtime): Promise<DemoSettings | undefined> {
  return schema.optional().parse(await readSetting(runtime.database.kysely, key))
}

export async function writeDemoSettings(runtime: Runtime, settings: DemoSettings): Promise<void> {
  await writeSetting(runtime.database.kysely, { key, value: settings, now: runtime.clock.now() })
}

export function sealSecret(runtime: Runtime, vendor: 'sentry' | 'github', secret: string): string {
  return runtime.secrets.seal(secret, `demo:${vendor}`)
}

export function openSecret(runtime: Runtime, settings: DemoSettings, vendor: 'sentry' | 'github'): string {
  return runtime.secrets.open(settings.secrets[vendor], `demo:${vendor}`)
}
