// A notice on its way as an e-mail.
import { z } from 'zod'
import type { OutboundPorts } from '../ports.ts'
import type { ClaimedRow } from '../store/sending.ts'
import type { Sent } from './send-delivery.ts'

const bodySchema = z.object({ subject: z.string(), text: z.string(), html: z.string() })

export async function sendByMail(
  { ports, signal }: { ports: OutboundPorts; signal: AbortSignal },
  { id, body, target }: ClaimedRow,
): Promise<Sent> {
  if (!ports.sendMail) {
    const outcome = { kind: 'failed' as const, code: 'mail_not_configured', detail: 'SMTP_URL and MAIL_FROM are not set' }
    return { outcome, status: null, response: null }
  }
  const mail = { ...bodySchema.parse(JSON.parse(body)), messageId: id, to: addressesOf(target) }
  const result = await ports.sendMail(mail, signal)
  if (result.ok) return { outcome: { kind: 'delivered' }, status: null, response: result.response }
  const { code, detail, isFinal } = result
  return { outcome: { kind: isFinal ? 'gone' : 'failed', code, detail }, status: null, response: null }
}

/** As they are stored: separated by commas. */
function addressesOf(target: string | null): string[] {
  return (target ?? '').split(',').map((address) => address.trim())
}
