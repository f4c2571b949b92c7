// The mail server of the installation.
import { createTransport } from 'nodemailer'
import type { Mail, MailResult, SendMail } from '../ports.ts'

export interface SmtpOptions {
  /** smtp:// or smtps://, with the credentials. */
  url: string
  from: string
}

const timeoutMs = 20_000

/** A connection for each mail: they are few, and a broken one holds up nothing. */
export function smtpSender({ url, from }: SmtpOptions): SendMail {
  const domain = from.replace(/^.*@([^\s@<>]+)>?$/, '$1')
  return async (mail, signal) => {
    const transport = createTransport({
      url,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
    const close = () => transport.close()
    signal.addEventListener('abort', close, { once: true })
    try {
      const { accepted, rejected, response } = await transport.sendMail(toMessage(mail, from, domain))
      return accepted.length > 0 ? { ok: true, response } : noRecipient(rejected.length)
    } catch (error) {
      return describe(error)
    } finally {
      signal.removeEventListener('abort', close)
      close()
    }
  }
}

function toMessage({ to, subject, text, html, messageId }: Mail, from: string, domain: string) {
  return {
    from,
    // Addresses are objects, never a list in one text that could hold another.
    to: to.map((address) => ({ name: '', address })),
    subject,
    text,
    html,
    messageId: `<${messageId}@${domain}>`,
    headers: { 'auto-submitted': 'auto-generated', 'x-auto-response-suppress': 'All' },
  }
}

function noRecipient(count: number): MailResult {
  return { ok: false, isFinal: true, code: 'recipient_refused', detail: `the mail server refused all ${count} recipients` }
}

/** What the server said is for the log of the operator; people get its number. */
function describe(error: unknown): MailResult {
  const code = textOf(error, 'code') ?? 'unknown'
  const status = numberOf(error, 'responseCode')
  if (code === 'EENVELOPE' && status !== null && status >= 500) {
    return { ok: false, isFinal: true, code: 'recipient_refused', detail: `the mail server refused the recipients (${status})` }
  }
  const known = failures[code]
  const suffix = status === null ? '' : ` (${status})`
  return {
    ok: false,
    isFinal: false,
    code: known?.code ?? 'mail_failed',
    detail: `${known?.detail ?? `the mail could not be handed over: ${code}`}${suffix}`,
  }
}

const failures: Record<string, { code: string; detail: string }> = {
  EAUTH: { code: 'mail_login_refused', detail: 'the mail server refused the user name and password of SMTP_URL' },
  ECONNECTION: { code: 'mail_unreachable', detail: 'the mail server of SMTP_URL does not answer' },
  ESOCKET: { code: 'mail_unreachable', detail: 'the mail server of SMTP_URL does not answer' },
  ECONNREFUSED: { code: 'mail_unreachable', detail: 'the mail server of SMTP_URL does not answer' },
  EDNS: { code: 'mail_unreachable', detail: 'the mail server of SMTP_URL is not known by name' },
  ETIMEDOUT: { code: 'timeout', detail: 'the mail server of SMTP_URL did not answer in time' },
  ETLS: { code: 'tls', detail: 'the mail server of SMTP_URL does not speak TLS as asked' },
}

function textOf(error: unknown, name: string): string | null {
  const value: unknown = Reflect.get(Object(error), name)
  return typeof value === 'string' ? value : null
}

function numberOf(error: unknown, name: string): number | null {
  const value: unknown = Reflect.get(Object(error), name)
  return typeof value === 'number' ? value : null
}
