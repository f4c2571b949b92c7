// One line of the list: what came, and what became of it. A phone keeps the issue and the verdict.
'use client'
import { Badge } from '../../ui/badge.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Cell, type Column, Row, rowLinkClasses } from '../../ui/table.tsx'
import type { Delivery } from './delivery-queries.ts'
import { sourceWords, stateLooks } from './delivery-words.ts'

const small = 'max-md:hidden'
/** Beside an open delivery there is room for the verdict before these. */
const wide = `${small} @max-3xl:hidden`
export const columns: Column[] = [
  { label: 'Choose', hidden: true, className: 'w-8' },
  { label: 'State', className: 'w-40 max-md:w-30' },
  { label: 'Source', className: `w-20 ${wide}` },
  { label: 'Kind', className: 'w-44 max-md:w-auto md:@max-3xl:w-36' },
  { label: 'Decision', className: small },
  { label: 'Received', className: `w-28 text-right ${wide}` },
]

interface DeliveryRowProps {
  delivery: Delivery
  isOpen: boolean
  isChosen: boolean
  onOpen(): void
  onChoose(): void
}

export function DeliveryRow({ delivery, isOpen, isChosen, onOpen, onChoose }: DeliveryRowProps) {
  const look = stateLooks[delivery.state]
  return (
    <Row className={isOpen || isChosen ? 'bg-accent-soft' : undefined}>
      <Cell>
        <input
          type="checkbox"
          aria-label={`Choose ${delivery.kind} ${delivery.id}`}
          checked={isChosen}
          onChange={onChoose}
          className="relative z-1 block size-4 accent-accent"
        />
      </Cell>
      <Cell>
        <Badge tone={look.tone} icon={look.icon}>
          {look.text}
        </Badge>
      </Cell>
      <Cell className={wide}>{sourceWords[delivery.source]}</Cell>
      <Cell className="max-w-0 max-md:py-1.5">
        <button
          type="button"
          data-row
          onClick={onOpen}
          aria-pressed={isOpen}
          className={`block w-full truncate text-left font-mono text-meta ${rowLinkClasses}`}
        >
          {delivery.kind}
        </button>
        <p className="truncate text-meta md:hidden">
          <Verdict delivery={delivery} />
        </p>
        <p className="text-ink-3 text-micro md:hidden">
          <RelativeTime at={delivery.received_at} />
        </p>
      </Cell>
      <Cell className={`max-w-0 truncate text-ink-2 ${small}`}>
        <Verdict delivery={delivery} withDetail />
      </Cell>
      <Cell className={`whitespace-nowrap text-right text-ink-3 text-meta ${wide}`}>
        <RelativeTime at={delivery.received_at} />
      </Cell>
    </Row>
  )
}

function Verdict({ delivery: { error, decision, issue }, withDetail = false }: { delivery: Delivery; withDetail?: boolean }) {
  if (error) return <span className="text-fail">{error}</span>
  if (!decision) return null
  return (
    <>
      <span className="font-medium text-ink">{decision.result}</span>
      {issue && <span className="font-mono text-meta"> {issue.identifier}</span>}
      {withDetail ? ` · ${decision.detail}` : !issue && <span className="text-ink-3"> {decision.reason}</span>}
    </>
  )
}
