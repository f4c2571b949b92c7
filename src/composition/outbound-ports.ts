// How this installation reaches people and programs outside.
import { version } from '../installation/version.ts'
import type { OutboundPorts } from '../outbound/ports.ts'
import { smtpSender } from '../outbound/senders/smtp.ts'
import { type Config, secretValues } from '../platform/config.ts'
import { resolveBySystem } from '../platform/net/guarded-post.ts'
import { createRedactor } from '../runs/domain/redact.ts'

export function chooseOutbound(config: Config): OutboundPorts {
  const redactor = createRedactor(secretValues(config))
  const { SMTP_URL: url, MAIL_FROM: from, DISPATCH_PUBLIC_URL: origin } = config
  return {
    resolve: resolveBySystem,
    sendMail: url && from ? smtpSender({ url, from }) : null,
    slackApi: 'https://slack.com/api',
    userAgent: `Dispatch/${version}`,
    random: Math.random,
    scrub: (text) => redactor.text(text),
    scrubValue: (value) => redactor.value(value),
    publicUrl: (path) => (origin ? `${origin}${path}` : null),
  }
}
