// Where messages of a new or changed subscriber go: what people may see of it, and what is kept sealed.
import type { Ctx } from '../platform/context.ts'
import { Unprocessable } from '../platform/errors.ts'
import { checkTarget } from './check-target.ts'
import { hintOfUrl, type Kind } from './domain/subscriber.ts'
import type { OutboundPorts } from './ports.ts'

export interface TargetInput {
  kind: Kind
  url?: string | undefined
  channel?: string | undefined
  bot_token?: string | undefined
  to?: string[] | undefined
}

export interface Target {
  shown: string
  /** The whole address of a Slack incoming webhook, or a bot's token: who knows it can post. */
  secret: string | null
}

/** Not inside a transaction. @throws Invalid, Unprocessable when this installation cannot send that way */
export async function targetOf(ctx: Ctx, ports: OutboundPorts, input: TargetInput): Promise<Target> {
  switch (input.kind) {
    case 'webhook':
      return { shown: await checkTarget(ctx, ports, input.url ?? ''), secret: null }
    case 'slack_webhook': {
      const url = await checkTarget(ctx, ports, input.url ?? '')
      return { shown: hintOfUrl(url), secret: url }
    }
    case 'slack_bot':
      return { shown: input.channel ?? '', secret: input.bot_token ?? null }
    case 'email':
      if (!ports.sendMail) throw new Unprocessable('mail_not_configured', 'Set SMTP_URL and MAIL_FROM, and restart the server.')
      return { shown: (input.to ?? []).join(', '), secret: null }
    case 'agent':
      throw new Error("an agent's address is the agent's")
  }
}
