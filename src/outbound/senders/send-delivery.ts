// Sends one message in the way of its subscriber and says what came of it. Never throws, touches no database.
import { secretPurpose } from '../../mcp/domain/agent-secret.ts'
import { guardedPost, type PostResult } from '../../platform/net/guarded-post.ts'
import type { Runtime } from '../../platform/runtime.ts'
import { type ReceivedAnswer, readSlackApiAnswer, readSlackWebhookAnswer, readWebhookAnswer } from '../domain/answers.ts'
import type { SendOutcome } from '../domain/retry.ts'
import { previousSecretPurpose, targetPurpose, webhookSecretPurpose } from '../domain/sealed.ts'
import type { OutboundPorts } from '../ports.ts'
import type { ClaimedRow } from '../store/sending.ts'
import { sendByMail } from './send-by-mail.ts'
import { signedHeaders } from './signed-headers.ts'

export interface Sent {
  outcome: SendOutcome
  /** Of an HTTP answer. */
  status: number | null
  /** The start of what was answered, as it came. */
  response: string | null
}

/** The standard's advice is 15 to 30 seconds. */
const postTimeoutMs = 15_000
const keptBytes = 2048

interface Sending {
  runtime: Runtime
  ports: OutboundPorts
  signal: AbortSignal
}

export async function sendDelivery(sending: Sending, delivery: ClaimedRow): Promise<Sent> {
  try {
    return await sendByKind(sending, delivery)
  } catch (error) {
    sending.runtime.log.error({ err: error, deliveryId: delivery.id }, 'outbound.send_broke')
    return failed('internal', 'this server could not send it; its log says why')
  }
}

async function sendByKind(sending: Sending, delivery: ClaimedRow): Promise<Sent> {
  switch (delivery.kind) {
    case 'webhook':
      return sendSigned(sending, delivery, { url: delivery.target, secrets: webhookSecrets(sending.runtime, delivery) })
    case 'agent':
      return sendSigned(sending, delivery, { url: delivery.agent_url, secrets: agentSecrets(sending.runtime, delivery) })
    case 'slack_webhook':
      return post(
        sending,
        { url: openTarget(sending.runtime, delivery), headers: {}, body: delivery.body },
        readSlackWebhookAnswer,
      )
    case 'slack_bot':
      return sendAsBot(sending, delivery)
    case 'email':
      return sendByMail(sending, delivery)
  }
}

async function sendSigned(
  sending: Sending,
  { id, body }: ClaimedRow,
  { url, secrets }: { url: string | null; secrets: string[] },
): Promise<Sent> {
  if (!url) return refused('no_address', 'the agent has no webhook_url any more')
  if (secrets.length === 0) {
    return failed('no_secret', 'the agent has no secret to sign with; an admin makes one with POST /api/agents/<agent id>/secret')
  }
  const headers = signedHeaders(id, body, { secrets, now: new Date() })
  return post(sending, { url, headers, body }, readWebhookAnswer)
}

async function sendAsBot(sending: Sending, delivery: ClaimedRow): Promise<Sent> {
  const { runtime, ports } = sending
  const token = openTarget(runtime, delivery) || (delivery.in_default_workspace ? runtime.config.SLACK_BOT_TOKEN : undefined)
  if (!token) return failed('slack_not_configured', 'SLACK_BOT_TOKEN is not set, and this subscriber has no token of its own')
  const body = JSON.stringify({ channel: delivery.target, ...JSON.parse(delivery.body) })
  return post(
    sending,
    { url: `${ports.slackApi}/chat.postMessage`, headers: { authorization: `Bearer ${token}` }, body },
    readSlackApiAnswer,
  )
}

interface Message {
  url: string
  headers: Record<string, string>
  body: string
}

async function post(
  { runtime, ports, signal }: Sending,
  { url, headers, body }: Message,
  read: (answer: ReceivedAnswer) => SendOutcome,
): Promise<Sent> {
  const guard = { resolve: ports.resolve, allow: runtime.config.OUTBOUND_ALLOW }
  const common = { 'content-type': 'application/json; charset=utf-8', 'user-agent': ports.userAgent }
  const result = await guardedPost(guard, {
    url,
    headers: { ...common, ...headers },
    body,
    timeoutMs: postTimeoutMs,
    keepBytes: keptBytes,
    signal,
  })
  return result.kind === 'failure' ? failed(result.code, result.sentence) : answered(result, read)
}

function answered(
  { status, headers, body }: Extract<PostResult, { kind: 'answer' }>,
  read: (answer: ReceivedAnswer) => SendOutcome,
): Sent {
  const { 'retry-after': retryAfter, location } = headers
  return { outcome: read({ status, retryAfter, location, body, receivedAt: new Date() }), status, response: body }
}

/** The present one first; the previous one as long as a receiver may still check with it. */
function webhookSecrets({ secrets, clock }: Runtime, row: ClaimedRow): string[] {
  const present = row.sealed_secret && secrets.open(row.sealed_secret, webhookSecretPurpose(row.webhook_id))
  const isPreviousValid = row.previous_secret_until && row.previous_secret_until > clock.now()
  const previous =
    isPreviousValid &&
    row.sealed_previous_secret &&
    secrets.open(row.sealed_previous_secret, previousSecretPurpose(row.webhook_id))
  return [present, previous].filter((secret) => typeof secret === 'string')
}

function agentSecrets({ secrets }: Runtime, { agent_id: id, agent_secret: sealed }: ClaimedRow): string[] {
  return id && sealed ? [secrets.open(sealed, secretPurpose(id))] : []
}

function openTarget({ secrets }: Runtime, { webhook_id, sealed_target }: ClaimedRow): string {
  return sealed_target ? secrets.open(sealed_target, targetPurpose(webhook_id)) : ''
}

function failed(code: string, detail: string): Sent {
  return { outcome: { kind: 'failed', code, detail }, status: null, response: null }
}

function refused(code: string, detail: string): Sent {
  return { outcome: { kind: 'refused', code, detail }, status: null, response: null }
}
