// A card: number and labels, the title, and what happens now.
'use client'
import { memo } from 'react'
import type { Card } from '../../issues/schemas.ts'
import { LabelTags } from '../../issues/ui/label-tags.tsx'
import { PriorityGlyph } from '../../issues/ui/priority-glyph.tsx'
import { WaitingLine } from '../../issues/ui/waiting-line.tsx'
import { AssigneeMark } from '../../ui/agent-mark.tsx'
import { cx } from '../../ui/class-names.ts'
import { amountText } from '../../ui/money.ts'
import { PullMark } from '../../ui/pull-mark.tsx'
import { SimulatedMark } from '../../ui/simulated-mark.tsx'

interface CardFaceProps {
  card: Card
  /** Carried by keyboard, or under the mouse. */
  lifted?: boolean
}

export const CardFace = memo(function CardFace({ card, lifted = false }: CardFaceProps) {
  const isClosed = card.status.category === 'done' || card.status.category === 'canceled'
  const needsYou = card.waiting_on.who === 'person' && card.waiting_on.code !== 'start'
  return (
    <div
      className={cx(
        '@container flex flex-col gap-1.5 rounded-lg border bg-raised p-2 transition-colors duration-100 group-hover/card:border-line-strong',
        card.simulated && 'hatch',
        needsYou && 'border-l-2 border-l-need',
        lifted && 'border-accent shadow-float',
      )}
    >
      <div className="flex h-4.5 items-center gap-1.5 pointer-coarse:pr-6">
        <PriorityGlyph priority={card.priority} />
        <span className="shrink-0 font-mono text-ink-3 text-micro">{card.identifier}</span>
        {card.simulated && <SimulatedMark className="h-4.5" />}
        <span className={cx('flex min-w-0 justify-end', card.simulated ? 'ml-auto' : 'flex-1')}>
          <LabelTags labels={card.labels} {...(card.simulated && { limit: 0 })} />
        </span>
        {card.assignee && <AssigneeMark assignee={card.assignee} />}
      </div>
      <p className={cx('line-clamp-2 break-words leading-4.5', isClosed ? 'text-ink-2' : 'text-ink')}>{card.title}</p>
      <CardFoot card={card} />
    </div>
  )
})

function CardFoot({ card }: { card: Card }) {
  const happens = card.waiting_on.code !== 'start' && (card.waiting_on.code !== 'closed' || card.fix_state === 'verified')
  if (!happens && !card.pull_request && card.cost_usd === 0) return null
  return (
    <div className="flex min-h-4.5 flex-wrap items-center gap-x-2 gap-y-0.5">
      {/* What happens is worth its words: number and money go below before it is cut. */}
      <WaitingLine card={card} wrap={card.waiting_on.code === 'attention'} className="min-w-[75%] flex-1" />
      <span className="ml-auto flex shrink-0 items-center gap-2 text-ink-3 text-micro">
        {card.pull_request && <PullMark pull={card.pull_request} />}
        {card.cost_usd > 0 && <span title="Spent on this issue so far">${amountText(card.cost_usd)}</span>}
      </span>
    </div>
  )
}
