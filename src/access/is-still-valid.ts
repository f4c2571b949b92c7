// Open streams ask again from time to time whether their caller may still listen.
import type { Ctx } from '../platform/context.ts'
import type { Runtime } from '../platform/runtime.ts'
import { presentStanding } from './present-standing.ts'

/** Whether the session, key or run behind a context from authenticateRequest would still be let in, in its workspace. */
export async function isStillValid(runtime: Runtime, ctx: Ctx): Promise<boolean> {
  return (await presentStanding(runtime, ctx)) !== undefined
}
