// Is the process up, is it ready, and which settings are in force?
import { createRoute, z } from '@hono/zod-openapi'
import { sql } from 'kysely'
import { requireAccess } from '../access/require-access.ts'
import { settings } from '../platform/config-settings.ts'
import { type App, createRoutes } from '../platform/http/app.ts'
import { json, problems } from '../platform/http/schemas.ts'
import type { Runtime } from '../platform/runtime.ts'

const check = z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })
const health = createRoute({
  method: 'get',
  path: '/api/health',
  tags: ['Installation'],
  summary: 'Whether the process is up',
  responses: {
    200: json(z.object({ status: z.literal('ok'), version: z.string(), test_clock: z.boolean(), now: z.string() }), 'It is'),
  },
})
const ready = createRoute({
  method: 'get',
  path: '/api/ready',
  tags: ['Installation'],
  summary: 'Whether it can do its work',
  responses: {
    200: json(
      z.object({ ready: z.literal(true), checks: z.array(check) }).openapi('Ready'),
      'The database answers and the workers beat',
    ),
    503: json(z.object({ ready: z.literal(false), checks: z.array(check) }), 'Something needed is missing'),
  },
})
const list = createRoute({
  method: 'get',
  path: '/api/settings',
  tags: ['Installation'],
  summary: 'Which settings the environment fixes',
  middleware: requireAccess('settings.read'),
  responses: {
    200: json(
      z.object({
        items: z.array(
          z.object({
            name: z.string(),
            group: z.string(),
            description: z.string(),
            unset: z.string(),
            source: z.enum(['environment', 'default']),
            is_set: z.boolean(),
            secret: z.boolean(),
          }),
        ),
      }),
      'Names and sources, never values of secrets',
    ),
    ...problems(401, 403),
  },
})

/** What an agent adapter says about itself; not being able to run agents does not make the server unready. */
export type AdapterReport = () => Promise<{ name: string; ok: boolean; detail: string }>

export function healthRoutes(version: string, adapters: AdapterReport): App {
  const app = createRoutes()
  app.openapi(health, (c) => {
    const { config, clock } = c.var.runtime
    return c.json({ status: 'ok', version, test_clock: config.DISPATCH_TEST_CLOCK, now: clock.now().toISOString() } as const, 200)
  })
  app.openapi(ready, async (c) => {
    const required = [await checkDatabase(c.var.runtime), await checkJobs(c.var.runtime)]
    const checks = [...required, await adapters()]
    return required.every((one) => one.ok)
      ? c.json({ ready: true as const, checks }, 200)
      : c.json({ ready: false as const, checks }, 503)
  })
  app.openapi(list, (c) => {
    const { fromEnvironment } = c.var.runtime.config
    const items = settings.map(({ name, group, description, unset, secret }) => {
      const isSet = fromEnvironment.has(name)
      return {
        name,
        group,
        description,
        unset,
        secret,
        is_set: isSet,
        source: isSet ? ('environment' as const) : ('default' as const),
      }
    })
    return c.json({ items }, 200)
  })
  return app
}

async function checkDatabase({ database, log }: Runtime) {
  try {
    await sql`select 1 from dispatch_migration limit 1`.execute(database.kysely)
    return { name: 'database', ok: true, detail: `${database.engine} answers, migrations are applied` }
  } catch (error) {
    log.error({ err: error }, 'ready.database_failed')
    return { name: 'database', ok: false, detail: 'the database does not answer' }
  }
}

async function checkJobs({ jobs }: Runtime) {
  const counts = Object.values(await jobs.counts().catch(() => ({})))
  const dead = counts.reduce((sum, count) => sum + count.dead, 0)
  return {
    name: 'jobs',
    ok: counts.length > 0,
    detail: counts.length === 0 ? 'the job queue does not answer' : dead > 0 ? `${dead} jobs failed for good` : 'working',
  }
}
