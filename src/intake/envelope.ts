// A stored delivery as the vendors' parsers see it.
import { z } from 'zod'
import type { Envelope } from './domain/signal.ts'
import type { DeliveryToProcess } from './store/deliveries.ts'

const headersSchema = z.record(z.string(), z.string())

/** Undefined when the body is not JSON: signed, but nothing that anyone can read. */
export function toEnvelope(delivery: Pick<DeliveryToProcess, 'headers' | 'body' | 'received_at'>): Envelope | undefined {
  const headers = headersSchema.parse(delivery.headers)
  const json = parseJson(bodyText(delivery.body, headers['content-type']))
  return json === undefined ? undefined : { headers, json, receivedAt: delivery.received_at.toISOString() }
}

/** GitHub's older hooks send a form with the JSON in `payload`. */
function bodyText(body: Buffer, contentType = ''): string {
  const text = body.toString('utf8')
  if (!/^application\/x-www-form-urlencoded\b/i.test(contentType)) return text
  return new URLSearchParams(text).get('payload') ?? ''
}

function parseJson(text: string): unknown {
  try {
    const json: unknown = JSON.parse(text)
    return json
  } catch {
    return undefined
  }
}
