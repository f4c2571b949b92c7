// What was sent to one subscriber: each message with its state; opened, its attempts, answers and body.
'use client'
import { ChevronRight, RotateCcw, Send } from 'lucide-react'
import { useState } from 'react'
import { prettyBody } from '../../intake/ui/delivery-words.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { exactDurationText } from '../../ui/duration.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { SelectField } from '../../ui/field.tsx'
import { LoadMore } from '../../ui/load-more.tsx'
import { itemsOf } from '../../ui/page.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { ScrollBlock } from '../../ui/scroll-block.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { toastDone, toastProblem } from '../../ui/toast.tsx'
import {
  type OutboundDelivery,
  type OutboundDeliveryDetail,
  useReplayOutbound,
  useTestWebhook,
  useWebhookDeliveries,
  useWebhookDelivery,
  type Webhook,
} from './webhook-queries.ts'
import { deliveryLook } from './webhook-words.ts'

const states = [
  { value: '', label: 'All' },
  { value: 'pending', label: 'On their way' },
  { value: 'succeeded', label: 'Delivered' },
  { value: 'failed', label: 'Failed' },
  { value: 'canceled', label: 'Canceled' },
]

export function DeliveryLog({ webhook, onClose }: { webhook: Webhook; onClose(): void }) {
  const [state, setState] = useState('')
  const test = useTestWebhook(webhook.id)
  return (
    <Dialog
      open
      width="wide"
      onOpenChange={(open) => !open && onClose()}
      title={`Deliveries to ${webhook.name}`}
      description="Kept for 30 days. A message keeps its id however often it is sent."
      footer={
        <Button
          icon={Send}
          busy={test.isPending}
          onClick={() => test.mutate(undefined, { onError: (error) => toastProblem(error) })}
        >
          Send a test
        </Button>
      }
    >
      <div className="mb-2 w-44">
        <SelectField label="Show" value={state} options={states} onChange={(event) => setState(event.target.value)} />
      </div>
      <DeliveryList webhookId={webhook.id} state={state} />
    </Dialog>
  )
}

function DeliveryList({ webhookId, state }: { webhookId: string; state: string }) {
  const list = useWebhookDeliveries(webhookId, state)
  const items = itemsOf(list.data?.pages, (delivery) => delivery.id)
  if (list.isPending) return <SkeletonRows count={4} label="Loading deliveries" />
  if (list.error && !list.data) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />
  if (items.length === 0) {
    return (
      <p className="py-6 text-center text-ink-2">
        {state ? 'None in this state.' : 'Nothing was sent yet. Send a test to see whether it arrives.'}
      </p>
    )
  }
  return (
    <>
      <ul aria-label="Messages" className="flex flex-col divide-y border-y">
        {items.map((delivery) => (
          <DeliveryLine key={delivery.id} webhookId={webhookId} delivery={delivery} />
        ))}
      </ul>
      <LoadMore
        hasMore={list.hasNextPage}
        isLoading={list.isFetchingNextPage}
        error={list.isFetchNextPageError ? list.error : null}
        onMore={() => void list.fetchNextPage()}
      />
    </>
  )
}

function DeliveryLine({ webhookId, delivery }: { webhookId: string; delivery: OutboundDelivery }) {
  const [open, setOpen] = useState(false)
  const look = deliveryLook(delivery)
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex w-full flex-wrap items-center gap-x-2.5 gap-y-1 py-1.5 text-left hover:bg-hover"
      >
        <ChevronRight
          aria-hidden
          size={13}
          className={cx('shrink-0 text-ink-3 transition-transform duration-100', open && 'rotate-90')}
        />
        <Badge tone={look.tone} icon={look.icon} live={delivery.is_sending}>
          {look.text}
        </Badge>
        <span className="font-mono text-meta">{delivery.event.type}</span>
        {delivery.issue && <span className="font-mono text-ink-2 text-meta">{delivery.issue.identifier}</span>}
        <span className="min-w-0 flex-1 truncate text-ink-3 text-meta">{summaryOf(delivery)}</span>
        <RelativeTime at={delivery.created_at} className="text-ink-3 text-meta" />
      </button>
      {open && <DeliveryDetail webhookId={webhookId} id={delivery.id} />}
    </li>
  )
}

function summaryOf({ state, attempts, last }: OutboundDelivery): string {
  const tries = attempts > 1 ? `${attempts} attempts` : ''
  const why = state === 'succeeded' ? '' : (last?.detail ?? '')
  return [why, tries].filter(Boolean).join(' · ')
}

function DeliveryDetail({ webhookId, id }: { webhookId: string; id: string }) {
  const delivery = useWebhookDelivery(webhookId, id)
  if (delivery.isPending) return <SkeletonRows count={3} label="Loading the message" />
  if (delivery.error && !delivery.data) return <ErrorState error={delivery.error} onRetry={() => void delivery.refetch()} />
  return delivery.data ? <DetailBody webhookId={webhookId} delivery={delivery.data} /> : null
}

function DetailBody({ webhookId, delivery }: { webhookId: string; delivery: OutboundDeliveryDetail }) {
  const replay = useReplayOutbound(webhookId, delivery.id)
  const missing = delivery.attempts - delivery.tries.length - (delivery.is_sending ? 1 : 0)
  return (
    <div className="flex flex-col gap-2 pb-3 pl-6">
      <p className="flex flex-wrap items-center gap-2 text-ink-3 text-meta">
        <span className="font-mono">{delivery.id}</span>
        {delivery.event.seq !== null && <span>event {delivery.event.seq}</span>}
        {delivery.state === 'pending' && delivery.next_attempt_at && !delivery.is_sending && (
          <span>
            next attempt <RelativeTime at={delivery.next_attempt_at} />
          </span>
        )}
        {delivery.state !== 'pending' && (
          <Button
            className="ml-auto h-6"
            icon={RotateCcw}
            busy={replay.isPending}
            onClick={() =>
              // It may leave the list that is shown, and this row with it.
              void replay.mutateAsync(undefined).then(
                () => toastDone('It is sent again, under its old id.'),
                (error: unknown) => toastProblem(error),
              )
            }
          >
            Send again
          </Button>
        )}
      </p>
      <ol aria-label="Attempts" className="flex flex-col gap-1">
        {delivery.tries.map((attempt) => (
          <li key={attempt.number} className="flex flex-col gap-1 text-meta">
            <span className="flex flex-wrap gap-x-2">
              <span className="text-ink-3">Attempt {attempt.number}</span>
              <span className={attempt.outcome === 'delivered' ? 'text-good' : 'text-fail'}>
                {attempt.outcome === 'delivered' ? 'delivered' : (attempt.detail ?? 'failed')}
              </span>
              {attempt.status !== null && <span className="font-mono text-ink-2">{attempt.status}</span>}
              <span className="text-ink-3">
                {exactDurationText(attempt.duration_ms)} · <RelativeTime at={attempt.at} />
              </span>
            </span>
            {attempt.response && (
              <ScrollBlock label={`Answer to attempt ${attempt.number}`} className="max-h-24 px-2.5 py-1.5">
                {attempt.response}
              </ScrollBlock>
            )}
          </li>
        ))}
        {missing > 0 && (
          <li className="text-ink-3 text-meta">
            {missing} {missing === 1 ? 'attempt has' : 'attempts have'} no record: the server ended meanwhile.
          </li>
        )}
      </ol>
      <ScrollBlock label="Body" className="max-h-60 p-2.5">
        {prettyBody(delivery.body)}
      </ScrollBlock>
    </div>
  )
}
