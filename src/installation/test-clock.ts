// The test clock: moves business time of a throw-away installation, then lets every deadline that it passed take effect.
import { createRoute, z } from '@hono/zod-openapi'
import { requireAccess } from '../access/require-access.ts'
import type { Database } from '../platform/db/open-database.ts'
import { NotFound } from '../platform/errors.ts'
import { type App, createRoutes } from '../platform/http/app.ts'
import { json, problems, timeSchema } from '../platform/http/schemas.ts'
import type { Runtime } from '../platform/runtime.ts'

const advance = createRoute({
  method: 'post',
  path: '/api/test/clock',
  tags: ['Installation'],
  summary: 'Advance business time (only with DISPATCH_TEST_CLOCK=1)',
  middleware: requireAccess('settings.manage'),
  request: {
    body: {
      required: true,
      ...json(z.strictObject({ advance_seconds: z.number().int().min(0).max(31_536_000) }).openapi('AdvanceClock'), 'How far'),
    },
  },
  responses: {
    200: json(z.object({ now: timeSchema, offset_ms: z.number().int() }), 'After all sweeps at the new time'),
    ...problems(401, 403, 404, 422),
  },
})

export interface TestClockParts {
  storeOffset(database: Database, offsetMs: number): Promise<void>
  /** Everything that waits for a time, once. */
  sweep(runtime: Runtime): Promise<void>
}

export function testClockRoutes(parts: TestClockParts): App {
  const app = createRoutes()
  app.openapi(advance, async (c) => {
    const { system } = c.var.ctx
    if (!system.config.DISPATCH_TEST_CLOCK) throw new NotFound('test clock in this installation')
    const offsetMs = system.clock.offsetMs() + c.req.valid('json').advance_seconds * 1000
    await parts.storeOffset(system.database, offsetMs)
    system.clock.setOffsetMs(offsetMs)
    await parts.sweep(system)
    return c.json({ now: system.clock.now().toISOString(), offset_ms: offsetMs }, 200)
  })
  return app
}
