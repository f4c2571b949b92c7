// One delivery: what was decided and done, its body, its headers, what was kept of it, and what replays did.
'use client'
import { FlaskConical, RotateCcw, X } from 'lucide-react'
import { useState } from 'react'
import { Guarded } from '../../access/ui/guarded.tsx'
import { IssueLink } from '../../issues/ui/issue-link.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { ErrorState, Notice } from '../../ui/error-state.tsx'
import { Facts } from '../../ui/facts.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { ScrollBlock } from '../../ui/scroll-block.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { toastDone, toastProblem } from '../../ui/toast.tsx'
import { type DeliveryDetail, useDelivery, useRetryDelivery } from './delivery-queries.ts'
import { sizeText, sourceWords, stateLooks } from './delivery-words.ts'
import { Outcome } from './effect-lines.tsx'
import { ReplayDialog } from './replay-dialog.tsx'

export function DeliveryPanel({ id, onClose }: { id: string; onClose(): void }) {
  const delivery = useDelivery(id)
  return (
    <aside
      aria-label="Delivery"
      className="flex min-h-0 w-full shrink-0 flex-col overflow-y-auto bg-panel lg:w-[460px] lg:border-l"
    >
      <header className="sticky top-0 z-10 flex h-11 shrink-0 items-center gap-2 border-b bg-panel px-4">
        <span className="min-w-0 truncate font-mono text-ink-2 text-meta">{id}</span>
        <IconButton label="Close the delivery" icon={X} className="ml-auto" onClick={onClose} />
      </header>
      {delivery.isPending && <SkeletonRows count={6} label="Loading the delivery" />}
      {delivery.error && !delivery.data && <ErrorState error={delivery.error} onRetry={() => void delivery.refetch()} />}
      {delivery.data && <DeliveryBody delivery={delivery.data} />}
    </aside>
  )
}

function DeliveryBody({ delivery }: { delivery: DeliveryDetail }) {
  const look = stateLooks[delivery.state]
  return (
    <div className="flex flex-col gap-3 px-4 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <Badge tone={look.tone} icon={look.icon}>
          {look.text}
        </Badge>
        <span>
          {sourceWords[delivery.source]} <span className="font-mono text-meta">{delivery.kind}</span>
        </span>
        <RelativeTime at={delivery.received_at} className="text-ink-3 text-meta" />
        {delivery.attempts > 1 && <span className="text-ink-3 text-meta">{delivery.attempts} attempts</span>}
      </div>
      {delivery.error && <Notice>{delivery.error}</Notice>}
      <ReplayControls delivery={delivery} />
      <Tabs
        label="Parts of the delivery"
        tabs={[
          { value: 'effects', label: 'Decision and effects', body: <Effects delivery={delivery} /> },
          { value: 'body', label: 'Body', body: <Body delivery={delivery} /> },
          { value: 'headers', label: 'Headers', body: <Headers headers={delivery.headers} /> },
          { value: 'signals', label: 'Signals', count: delivery.signals.length, body: <Signals signals={delivery.signals} /> },
          { value: 'replays', label: 'Replays', count: delivery.replays.length, body: <Replays delivery={delivery} /> },
        ]}
      />
    </div>
  )
}

function ReplayControls({ delivery }: { delivery: DeliveryDetail }) {
  const [isTrying, setIsTrying] = useState(false)
  const retry = useRetryDelivery(delivery.id)
  const tryAgain = () =>
    retry.mutate(undefined, { onSuccess: () => toastDone('Back in the queue.'), onError: (error) => toastProblem(error) })
  return (
    <>
      <Guarded action="delivery.replay">
        <div className="flex flex-wrap gap-2">
          <Button icon={FlaskConical} onClick={() => setIsTrying(true)}>
            What would a replay do?
          </Button>
          {delivery.state === 'dead' && (
            <Button icon={RotateCcw} busy={retry.isPending} onClick={tryAgain}>
              Try again
            </Button>
          )}
        </div>
      </Guarded>
      {isTrying && <ReplayDialog choice={{ ids: [delivery.id] }} onClose={() => setIsTrying(false)} />}
    </>
  )
}

function Effects({ delivery }: { delivery: DeliveryDetail }) {
  return (
    <div className="flex flex-col gap-3">
      <Outcome decision={delivery.decision} effects={delivery.effects} issues={delivery.issues} />
      {delivery.issues.length > 0 && (
        <div className="flex flex-col px-1.5">
          {delivery.issues.map((issue) => (
            <IssueLink key={issue.id} issue={issue} />
          ))}
        </div>
      )}
      <Facts
        items={[
          ['Connection', delivery.connection.name],
          ['Vendor’s id', <Mono key="key" text={delivery.delivery_key} />],
          ['Same body as', delivery.duplicate_of && <Mono key="of" text={delivery.duplicate_of} />],
          ['Processed', delivery.processed_at && <RelativeTime key="at" at={delivery.processed_at} />],
          ['Forgotten', delivery.kept_until && <RelativeTime key="until" at={delivery.kept_until} />],
        ]}
      />
    </div>
  )
}

const Mono = ({ text }: { text: string }) => <span className="break-all font-mono text-meta">{text}</span>

function Body({ delivery }: { delivery: DeliveryDetail }) {
  return (
    <div className="flex flex-col gap-2">
      <p className="text-ink-3 text-meta">
        {sizeText(delivery.body_bytes)}. Secrets and personal data are hidden here; a replay uses the bytes as they came.
      </p>
      {delivery.body_note && <Notice tone="info">{delivery.body_note}</Notice>}
      {delivery.body !== '' && (
        <ScrollBlock label="Body" className="max-h-[60vh] p-2.5">
          {delivery.body}
        </ScrollBlock>
      )}
      <p className="break-all font-mono text-ink-3 text-micro">sha256 {delivery.body_sha256}</p>
    </div>
  )
}

function Headers({ headers }: { headers: Record<string, string> }) {
  return (
    <dl className="flex flex-col gap-1 font-mono text-meta">
      {Object.entries(headers).map(([name, value]) => (
        <div key={name} className="flex gap-2">
          <dt className="shrink-0 text-ink-3">{name}</dt>
          <dd className="min-w-0 break-all">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Signals({ signals }: { signals: DeliveryDetail['signals'] }) {
  if (signals.length === 0) return <p className="text-ink-3">Nothing of it was kept: it told nothing new.</p>
  return (
    <ul className="flex flex-col gap-2">
      {signals.map((signal) => (
        <li key={signal.id}>
          <p className="font-mono text-meta">{signal.kind}</p>
          <p className="break-all text-ink-3 text-meta">
            {signal.object}, happened <RelativeTime at={signal.occurred_at} />
          </p>
        </li>
      ))}
    </ul>
  )
}

function Replays({ delivery: { replays, issues } }: { delivery: DeliveryDetail }) {
  if (replays.length === 0) return <p className="text-ink-3">It was never replayed. Trying out leaves no trace.</p>
  return (
    <ul className="flex flex-col gap-3">
      {replays.map((replay) => (
        <li key={replay.id} className="flex flex-col gap-1">
          <p className="text-ink-3 text-meta">
            <RelativeTime at={replay.at} /> by {replay.by.name}
          </p>
          {replay.problem ? <Notice>{replay.problem}</Notice> : <Outcome {...replay.after} issues={issues} />}
        </li>
      ))}
    </ul>
  )
}
