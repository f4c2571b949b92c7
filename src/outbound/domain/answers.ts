// What an answer of a receiver means.
import type { SendOutcome } from './retry.ts'

export interface ReceivedAnswer {
  status: number
  retryAfter: string | undefined
  location: string | undefined
  body: string
  /** By the machine's clock. */
  receivedAt: Date
}

/** Standard Webhooks: only 2xx is a success, 410 says "never again". */
export function readWebhookAnswer(answer: ReceivedAnswer): SendOutcome {
  const { status, location } = answer
  if (status >= 200 && status < 300) return { kind: 'delivered' }
  if (status === 410) return { kind: 'gone', code: 'gone', detail: 'the receiver answered 410 Gone: it wants no more messages' }
  if (status >= 300 && status < 400) {
    // Only the host: the rest may hold a token.
    const host = location && URL.parse(location)?.host
    const target = host ? ` to ${host}` : ''
    return {
      kind: 'failed',
      code: 'redirect',
      detail: `answered ${status}, a redirect${target}; redirects are not followed, so enter the final address`,
    }
  }
  return { kind: 'failed', code: 'bad_status', detail: `answered ${status}`, retryAfterSeconds: retryAfterOf(answer) }
}

/** Slack's words for a channel, app or account that will not come back by itself. */
const goneAtSlack = new Set([
  'no_service',
  'no_service_id',
  'no_team',
  'no_active_hooks',
  'team_disabled',
  'invalid_token',
  'channel_not_found',
  'channel_is_archived',
  'is_archived',
  'action_prohibited',
  'posting_to_general_channel_denied',
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'missing_scope',
  'not_in_channel',
])

/** Of an incoming webhook: 200 `ok`, or a status and one word. */
export function readSlackWebhookAnswer(answer: ReceivedAnswer): SendOutcome {
  const word = answer.body.trim().slice(0, 100)
  if (answer.status >= 400 && answer.status !== 429 && goneAtSlack.has(word)) return goneFor(word)
  return readWebhookAnswer(answer)
}

/** Of the Web API: 200 with `ok` inside, or 429 with Retry-After. */
export function readSlackApiAnswer(answer: ReceivedAnswer): SendOutcome {
  if (answer.status !== 200) return readWebhookAnswer(answer)
  const { ok, error } = parseAnswer(answer.body)
  if (ok === true) return { kind: 'delivered' }
  const word = typeof error === 'string' ? error.slice(0, 100) : 'unreadable'
  if (goneAtSlack.has(word)) return goneFor(word)
  if (word === 'invalid_blocks' || word === 'msg_too_long')
    return { kind: 'refused', code: `slack_${word}`, detail: `Slack does not take this message: ${word}` }
  return { kind: 'failed', code: 'slack_error', detail: `Slack answered ${word}`, retryAfterSeconds: retryAfterOf(answer) }
}

function goneFor(word: string): SendOutcome {
  const hint = word === 'not_in_channel' || word === 'channel_not_found' ? ': invite the app to the channel' : ''
  return { kind: 'gone', code: `slack_${word}`, detail: `Slack answered ${word}${hint}` }
}

/** The kept start of the body may break off after `ok`: that is enough. */
function parseAnswer(body: string): { ok?: unknown; error?: unknown } {
  try {
    const parsed: unknown = JSON.parse(body)
    return Object(parsed)
  } catch {
    return /^\s*\{\s*"ok"\s*:\s*true\b/.test(body) ? { ok: true } : {}
  }
}

/** In seconds; the header has them, or a date. */
function retryAfterOf({ retryAfter, receivedAt }: ReceivedAnswer): number | undefined {
  if (!retryAfter) return undefined
  if (/^\d{1,6}$/.test(retryAfter)) return Number(retryAfter)
  const until = Date.parse(retryAfter)
  return Number.isNaN(until) ? undefined : Math.max(0, (until - receivedAt.getTime()) / 1000)
}
