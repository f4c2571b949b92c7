// One delivery: what was decided, what it did, its headers and body; replay, and what a replay would do.
'use client'
import { FlaskConical, RotateCcw, X } from 'lucide-react'
import { useState } from 'react'
import { Guarded } from '../../access/ui/guarded.tsx'
import { followOver } from '../../issues/ui/issue-link.tsx'
import { issuePath } from '../../issues/ui/open-issue.ts'
import { problemText } from '../../ui/api-problem.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorState, Notice } from '../../ui/error-state.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { ScrollBlock } from '../../ui/scroll-block.tsx'
import { SidePanel } from '../../ui/side-panel.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { toastDone, toastProblem } from '../../ui/toast.tsx'
import { type DeliveryDetail, type Replayed, useDelivery, useReplay, useRetryDelivery } from './delivery-queries.ts'
import { prettyBody, sourceWords, stateLooks } from './delivery-words.ts'

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
      {delivery.decision && <Decided decision={delivery.decision} effects={delivery.effects} />}
      {delivery.issue && (
        <a
          href={issuePath(delivery.issue.identifier)}
          onClick={(event) => followOver(event, delivery.issue?.identifier ?? '')}
          className="w-fit font-mono text-accent hover:underline"
        >
          {delivery.issue.identifier}
        </a>
      )}
      <ReplayControls delivery={delivery} />
      <SidePanel title="Body">
        <ScrollBlock label="Body" className="max-h-[50vh] p-2.5">
          {prettyBody(delivery.body)}
        </ScrollBlock>
      </SidePanel>
      <SidePanel title="Headers">
        <dl className="flex flex-col gap-1 font-mono text-meta">
          {Object.entries(delivery.headers).map(([name, value]) => (
            <div key={name} className="flex gap-2">
              <dt className="shrink-0 text-ink-3">{name}</dt>
              <dd className="min-w-0 break-all">{value}</dd>
            </div>
          ))}
        </dl>
      </SidePanel>
    </div>
  )
}

function Decided({ decision, effects }: Pick<Replayed, 'decision' | 'effects'>) {
  return (
    <div className="rounded-md border bg-raised px-3 py-2">
      <p>
        <span className="font-medium">{decision.result}</span>{' '}
        <span className="font-mono text-ink-3 text-meta">{decision.reason}</span>
      </p>
      <p className="text-ink-2">{decision.detail}</p>
      {effects.length > 0 && (
        <ul className="mt-1.5 flex flex-col gap-0.5 font-mono text-ink-2 text-meta">
          {effects.map((effect) => (
            <li key={JSON.stringify(effect)} className="break-all">
              {Object.entries(effect)
                .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
                .join(', ')}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function ReplayControls({ delivery }: { delivery: DeliveryDetail }) {
  const [asking, setAsking] = useState(false)
  const dryRun = useReplay(delivery.id)
  const replay = useReplay(delivery.id)
  const retry = useRetryDelivery(delivery.id)
  return (
    <>
      <Guarded action="delivery.replay">
        <div className="flex flex-wrap gap-2">
          <Button icon={FlaskConical} busy={dryRun.isPending} onClick={() => dryRun.mutate(true)}>
            What would a replay do?
          </Button>
          {delivery.state === 'dead' ? (
            <Button
              icon={RotateCcw}
              busy={retry.isPending}
              onClick={() =>
                retry.mutate(undefined, {
                  onSuccess: () => toastDone('Back in the queue.'),
                  onError: (error) => toastProblem(error),
                })
              }
            >
              Try again
            </Button>
          ) : (
            <Button icon={RotateCcw} onClick={() => setAsking(true)}>
              Replay
            </Button>
          )}
        </div>
      </Guarded>
      {dryRun.error && <Notice>{problemText(dryRun.error)}</Notice>}
      {dryRun.data && (
        <section aria-label="Dry run" className="hatch rounded-md">
          <Decided decision={dryRun.data.decision} effects={dryRun.data.effects} />
          <p className="px-3 py-1 text-ink-3 text-meta">Nothing was changed.</p>
        </section>
      )}
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title="Replay this delivery?"
        description="It is decided again and takes effect as if it had just arrived. What it already did is not done twice."
        footer={
          <>
            <Button onClick={() => setAsking(false)}>Leave it</Button>
            <Button
              look="primary"
              busy={replay.isPending}
              onClick={() =>
                replay.mutate(false, {
                  onSuccess: ({ decision }) => {
                    setAsking(false)
                    toastDone(`Replayed: ${decision.result}. ${decision.detail}`)
                  },
                })
              }
            >
              Replay
            </Button>
          </>
        }
      >
        {replay.error && <Notice>{problemText(replay.error)}</Notice>}
      </Dialog>
    </>
  )
}
