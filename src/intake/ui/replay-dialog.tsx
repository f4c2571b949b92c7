// Replays chosen deliveries: first tried out, with the difference that it would make, then done when somebody says so.
'use client'
import { useEffect, useState } from 'react'
import { problemText } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorState, Notice } from '../../ui/error-state.tsx'
import { LoadMore } from '../../ui/load-more.tsx'
import { itemsOf } from '../../ui/page.ts'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { useRefreshDeliveries } from './delivery-queries.ts'
import { batchText, sourceWords } from './delivery-words.ts'
import { DifferenceLines } from './effect-lines.tsx'
import {
  type ReplayBatch,
  type ReplayChoice,
  type ReplayItem,
  useCancelReplay,
  useReplayBatch,
  useReplayItems,
  useStartReplay,
} from './replay-queries.ts'

export function ReplayDialog({ choice, onClose }: { choice: ReplayChoice; onClose(): void }) {
  const flow = useReplayFlow(choice)
  const { batch, problem } = flow
  const isReal = batch?.dry_run === false
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={isReal ? 'Replay' : 'What would a replay do?'}
      description={
        isReal
          ? 'Each in a transaction of its own, oldest first. Closing this does not stop it.'
          : 'Tried out in transactions that are taken back. What a delivery already did is not done twice, and nothing is undone.'
      }
      width="wide"
      footer={<Footer flow={flow} onClose={onClose} />}
    >
      {problem !== null && <Notice>{problemText(problem)}</Notice>}
      {!batch && problem === null && <SkeletonRows count={3} label="Trying it out" />}
      {batch && <Standing batch={batch} />}
      {batch && batch.state !== 'running' && batch.total > 0 && <Changes key={batch.id} batch={batch} />}
    </Dialog>
  )
}

function useReplayFlow(choice: ReplayChoice) {
  const start = useStartReplay()
  const cancel = useCancelReplay()
  const refresh = useRefreshDeliveries()
  const [id, setId] = useState<string | null>(null)
  const batch = useReplayBatch(id)
  const begin = (dryRun: boolean) => start.mutate({ choice, dryRun }, { onSuccess: (made) => setId(made.id) })
  // biome-ignore lint/correctness/useExhaustiveDependencies: tried out once, when the dialog opens.
  useEffect(() => begin(true), [])
  const hasEnded = batch.data !== undefined && batch.data.state !== 'running'
  const isDone = hasEnded && batch.data?.dry_run === false
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again once, when it has ended.
  useEffect(() => {
    if (isDone) void refresh()
  }, [isDone])
  return {
    batch: batch.data,
    problem: start.error ?? batch.error ?? cancel.error,
    isBusy: start.isPending || batch.data?.state === 'running',
    replay: () => begin(false),
    cancel: () => id !== null && cancel.mutate(id),
  }
}

function Footer({ flow, onClose }: { flow: ReturnType<typeof useReplayFlow>; onClose(): void }) {
  const { batch, isBusy, replay, cancel } = flow
  const isRunning = batch?.state === 'running'
  const canReplay = batch?.dry_run === true && batch.state === 'finished' && batch.total > 0
  return (
    <>
      {isRunning && <Button onClick={cancel}>Stop</Button>}
      <Button onClick={onClose}>{batch?.dry_run === false && !isRunning ? 'Done' : 'Close'}</Button>
      {canReplay && (
        <Button look="primary" busy={isBusy} onClick={replay}>
          {batch.total === 1 ? 'Replay it' : `Replay ${batch.total}`}
        </Button>
      )}
    </>
  )
}

function Standing({ batch }: { batch: ReplayBatch }) {
  const done = batch.done + batch.failed
  if (batch.state === 'running') {
    const text = `${batch.dry_run ? 'Tried out' : 'Replayed'} ${done} of ${batch.total}`
    return (
      <div className="flex flex-col gap-1.5 py-1">
        <p role="status">{text}</p>
        <ProgressBar label={text} value={batch.total > 0 ? done / batch.total : 0} />
      </div>
    )
  }
  return (
    <p role="status" className="pb-2 font-medium">
      {batchText(batch)}
      {batch.is_cut && <span className="font-normal text-ink-2"> More pass the filter: these are the 500 oldest.</span>}
    </p>
  )
}

function Changes({ batch }: { batch: ReplayBatch }) {
  const changed = useReplayItems(batch.id, { changed: 'true' })
  const failed = useReplayItems(batch.id, { state: 'failed' })
  const items = [...itemsOf(failed.data?.pages, keyOf), ...itemsOf(changed.data?.pages, keyOf)]
  const error = changed.error ?? failed.error
  if (error) return <ErrorState error={error} onRetry={() => void Promise.all([changed.refetch(), failed.refetch()])} />
  return (
    <ul className="flex flex-col gap-3">
      {items.map((item) => (
        <li key={keyOf(item)} className="flex min-w-0 flex-col gap-1">
          <Item item={item} />
        </li>
      ))}
      <LoadMore
        hasMore={changed.hasNextPage}
        isLoading={changed.isFetchingNextPage}
        error={null}
        onMore={() => void changed.fetchNextPage()}
      />
    </ul>
  )
}

const keyOf = (item: ReplayItem): string => item.delivery.id

function Item({ item: { delivery, problem, before, after, difference } }: { item: ReplayItem }) {
  return (
    <>
      <p className="flex min-w-0 flex-wrap items-baseline gap-x-2">
        <span className="font-medium">{sourceWords[delivery.source]}</span>
        <span className="font-mono text-meta">{delivery.kind}</span>
        {delivery.issue && <span className="font-mono text-ink-2 text-meta">{delivery.issue.identifier}</span>}
        <span className="min-w-0 break-all font-mono text-ink-3 text-micro">{delivery.id}</span>
      </p>
      {problem !== null && <Notice>{problem}</Notice>}
      {difference && <DifferenceLines before={before} after={after} difference={difference} />}
    </>
  )
}
