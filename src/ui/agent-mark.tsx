// Who: a person by initials, an agent by its sign.
import { Bot, CircleDashed, CircleUserRound, KeyRound, Settings2, Webhook } from 'lucide-react'
import { cx } from './class-names.ts'

/** The small round sign of an assignee. */
export function AssigneeMark({ assignee, size = 18 }: { assignee: { type: string; name: string } | null; size?: number }) {
  if (!assignee) return <CircleDashed aria-label="Not assigned" size={size - 2} className="shrink-0 text-ink-3" />
  const isAgent = assignee.type === 'agent'
  return (
    <span
      role="img"
      aria-label={isAgent ? `Agent ${assignee.name}` : assignee.name}
      title={isAgent ? `Agent ${assignee.name}` : assignee.name}
      style={{ width: size, height: size }}
      className={cx(
        'inline-flex shrink-0 items-center justify-center align-middle font-medium text-[9px] uppercase',
        isAgent ? 'rounded-sm bg-accent-soft text-accent' : 'rounded-full bg-pressed text-ink-2',
      )}
    >
      {isAgent ? <Bot aria-hidden size={size - 6} /> : initials(assignee.name)}
    </span>
  )
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  return `${words[0]?.[0] ?? '?'}${words.length > 1 ? (words.at(-1)?.[0] ?? '') : ''}`
}

const actorIcons = { person: CircleUserRound, run: Bot, key: KeyRound, webhook: Webhook, system: Settings2 }

/** The sign of who did something in the log. */
export function ActorIcon({ type, size = 14 }: { type: keyof typeof actorIcons; size?: number }) {
  const Icon = actorIcons[type]
  return <Icon aria-hidden size={size} className="shrink-0" />
}
