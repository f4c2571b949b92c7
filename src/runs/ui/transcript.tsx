// The transcript of a run, following its end while it is live.
'use client'
import { ArrowDown, MessagesSquare } from 'lucide-react'
import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import type { Run } from './run-queries.ts'
import { TranscriptStep } from './transcript-step.tsx'
import { toSteps } from './transcript-steps.ts'
import { useTranscript } from './use-transcript.ts'

interface TranscriptProps {
  run: Run
  /** Only the newest steps, for the page. */
  lastSteps?: number
  /** The element that scrolls; followed to its end. */
  scroller?: RefObject<HTMLElement | null>
}

export function Transcript({ run, lastSteps, scroller }: TranscriptProps) {
  const transcript = useTranscript(run)
  const steps = useMemo(() => toSteps(transcript.data ?? []), [transcript.data])
  const isActive = run.state !== 'finished'
  const shown = lastSteps === undefined ? steps : steps.slice(-lastSteps)
  const { isBehind, jump } = useFollowEnd(scroller, shown.length, isActive)
  if (transcript.isPending) return <SkeletonRows count={5} label="Loading the transcript" />
  if (transcript.error && !transcript.data)
    return <ErrorState error={transcript.error} onRetry={() => void transcript.refetch()} />
  if (steps.length === 0) return <NothingYet run={run} />
  return (
    <>
      <ol aria-label="Transcript" className="flex flex-col">
        {shown.map((step) => (
          <li key={step.seq} className="[contain-intrinsic-size:auto_28px] [content-visibility:auto]">
            <TranscriptStep step={step} isActive={isActive} />
          </li>
        ))}
      </ol>
      {isBehind && (
        <div className="pointer-events-none sticky bottom-3 flex justify-center">
          <Button className="pointer-events-auto shadow-float" icon={ArrowDown} onClick={jump}>
            Jump to live
          </Button>
        </div>
      )}
    </>
  )
}

/** As long as the server keeps transcripts; a run that is older than that said something all the same. */
const keptMs = 90 * 86_400_000

function NothingYet({ run }: { run: Run }) {
  const isForgotten = run.finished_at !== null && Date.now() - Date.parse(run.finished_at) > keptMs
  if (isForgotten)
    return (
      <EmptyState icon={MessagesSquare} title="The transcript is no longer kept">
        Transcripts are kept for 90 days. What the run cost, decided and committed still stands here.
      </EmptyState>
    )
  return (
    <EmptyState
      icon={MessagesSquare}
      title={run.state === 'finished' ? 'The agent said nothing' : 'The agent has said nothing yet'}
    >
      {run.state === 'finished'
        ? (run.failure_detail ?? 'The run ended before its first word.')
        : (run.activity ?? 'It shows here as soon as it does.')}
    </EmptyState>
  )
}

const nearEndPx = 80

/** Keeps the end in view while nobody has scrolled away from it. */
function useFollowEnd(scroller: RefObject<HTMLElement | null> | undefined, length: number, isActive: boolean) {
  const follows = useRef(true)
  const [isBehind, setBehind] = useState(false)
  useEffect(() => {
    const element = scroller?.current
    if (!element) return undefined
    const onScroll = () => {
      follows.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearEndPx
      setBehind(!follows.current && isActive)
    }
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => element.removeEventListener('scroll', onScroll)
  }, [scroller, isActive])
  const jump = () => scroller?.current?.scrollTo({ top: scroller.current.scrollHeight })
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new step is a reason to follow.
  useLayoutEffect(() => {
    if (isActive && follows.current) jump()
  }, [length, isActive])
  return { isBehind, jump }
}
