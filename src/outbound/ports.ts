// What sending needs from outside: names resolved, mails handed over, where Slack is. Tests pass their own.
import type { Resolve } from '../platform/net/guarded-post.ts'
import type { MailMessage } from './domain/mail-message.ts'

export interface Mail extends MailMessage {
  /** The same at each attempt, so that mail programs know a repetition. */
  messageId: string
  to: string[]
}

export type MailResult = { ok: true; response: string } | { ok: false; isFinal: boolean; code: string; detail: string }

/** Hands one mail over to the configured server. Never throws. */
export type SendMail = (mail: Mail, signal: AbortSignal) => Promise<MailResult>

export interface OutboundPorts {
  resolve: Resolve
  /** Null when no mail server is configured. */
  sendMail: SendMail | null
  /** Slack's Web API. */
  slackApi: string
  /** Tells receivers who asks: name and version. */
  userAgent: string
  /** From 0 to 1, for jitter. */
  random(): number
  /** Takes out what may never leave: the installation's own secrets, and what looks like one. */
  scrub(text: string): string
  scrubValue(value: unknown): unknown
  /** Of a page under our own address; null when the installation has none. */
  publicUrl(path: string): string | null
}
