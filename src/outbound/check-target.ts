// Looks at an address before it is stored, so that a mistake is told to whoever makes it. It is looked at again before each request.
import type { Ctx } from '../platform/context.ts'
import { Invalid } from '../platform/errors.ts'
import { describe, resolveChecked } from '../platform/net/guarded-post.ts'
import { hostOf, judgeUrl } from '../platform/net/target-url.ts'
import type { OutboundPorts } from './ports.ts'

const lookupMs = 5000

/** The address in its normal form. Not inside a transaction: it asks a name server. @throws Invalid for `url` */
export async function checkTarget(ctx: Ctx, { resolve }: Pick<OutboundPorts, 'resolve'>, text: string): Promise<string> {
  const allow = ctx.system.config.OUTBOUND_ALLOW
  const verdict = judgeUrl(text, allow)
  if (!verdict.ok) throw refusal(verdict.code, verdict.sentence)
  const timeout = AbortSignal.timeout(lookupMs)
  try {
    const found = await resolveChecked({ resolve, allow }, hostOf(verdict.url), timeout)
    if (!found.ok) throw refusal(found.refusal.code, found.refusal.sentence)
  } catch (error) {
    if (error instanceof Invalid) throw error
    const { code, sentence } = describe(error, timeout.aborted, lookupMs)
    // A name server that is down says nothing about the address.
    if (code === 'unknown_host') throw refusal(code, sentence)
  }
  return verdict.url.href
}

function refusal(code: string, message: string): Invalid {
  return new Invalid([{ path: 'url', message }], code === 'private_address' ? 'private_address' : 'invalid')
}
