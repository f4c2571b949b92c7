// One run: what the agent said and did; beside it state, money, gates and environment.
'use client'
import { CircleStop } from 'lucide-react'
import Link from 'next/link'
import { useRef } from 'react'
import { usePermission } from '../../access/ui/permission.ts'
import { issuePath, openIssueOver } from '../../issues/ui/open-issue.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState, Notice } from '../../ui/error-state.tsx'
import { SidePanel } from '../../ui/side-panel.tsx'
import { SimulatedMark } from '../../ui/simulated-mark.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { toastDone, toastProblem } from '../../ui/toast.tsx'
import { useDocumentTitle } from '../../ui/use-document-title.ts'
import { ViewHeader } from '../../ui/view-header.tsx'
import { PushReview } from './push-review.tsx'
import { RunChanges } from './run-changes.tsx'
import { RunEvidence } from './run-evidence.tsx'
import { RunEnvironment, RunGates, RunMoney, RunTimes } from './run-facts.tsx'
import { type Run, useCancelRun, useRun } from './run-queries.ts'
import { RunStateBadge } from './run-state-badge.tsx'
import { kindWords } from './run-words.ts'
import { Transcript } from './transcript.tsx'

export function RunView({ id }: { id: string }) {
  const run = useRun(id)
  useDocumentTitle(run.data ? `${kindWords[run.data.kind]} ${run.data.issue_identifier}` : 'Run')
  return (
    <>
      <ViewHeader
        title={
          run.data ? (
            <span className="flex min-w-0 items-center gap-2">
              {kindWords[run.data.kind]} <RunStateBadge run={run.data} />
              {run.data.simulated && <SimulatedMark />}
            </span>
          ) : (
            'Run'
          )
        }
        actions={run.data && run.data.state !== 'finished' && <CancelRun run={run.data} />}
      >
        {run.data && <IssueOfRun run={run.data} />}
      </ViewHeader>
      {run.isPending && <SkeletonRows label="Loading the run" />}
      {run.error && !run.data && (
        <ErrorState error={run.error} onRetry={() => void run.refetch()} back={{ href: '/runs', label: 'All runs' }} />
      )}
      {run.data && <RunBody run={run.data} />}
    </>
  )
}

function IssueOfRun({ run }: { run: Run }) {
  return (
    <a
      href={issuePath(run.issue_identifier)}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return
        event.preventDefault()
        openIssueOver(run.issue_identifier)
      }}
      className="flex min-w-0 items-center gap-2 rounded-sm hover:underline"
    >
      <span className="shrink-0 font-mono text-ink-3 text-meta">{run.issue_identifier}</span>
      <span className="truncate">{run.issue_title}</span>
    </a>
  )
}

function CancelRun({ run }: { run: Run }) {
  const cancel = useCancelRun()
  const mayCancel = usePermission('run.cancel').allowed
  if (!mayCancel) return null
  return (
    <Button
      look="danger"
      icon={CircleStop}
      busy={cancel.isPending}
      disabled={run.cancel_requested_at !== null}
      onClick={() =>
        cancel.mutateAsync(run).then(
          () => toastDone('The run is being stopped.'),
          (error: unknown) => toastProblem(error, 'The run was not canceled'),
        )
      }
    >
      {run.cancel_requested_at ? 'Stopping' : 'Cancel run'}
    </Button>
  )
}

function RunBody({ run }: { run: Run }) {
  const scroller = useRef<HTMLDivElement>(null)
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto lg:flex-row lg:overflow-hidden">
      <div ref={scroller} className="min-w-0 flex-1 lg:overflow-y-auto">
        <div className="mx-auto flex max-w-[900px] flex-col gap-3 px-3 py-3 sm:px-4">
          <RunOutcome run={run} />
          <RunChanges run={run} />
          <Transcript run={run} scroller={scroller} />
        </div>
      </div>
      <aside
        aria-label="Facts about the run"
        className="shrink-0 overflow-y-auto border-t bg-panel px-4 py-3 lg:w-[320px] lg:border-t-0 lg:border-l"
      >
        <SidePanel title="State">
          <RunTimes run={run} />
        </SidePanel>
        <SidePanel title="Money">
          <RunMoney run={run} />
        </SidePanel>
        <SidePanel title="Gates">
          <RunGates run={run} />
        </SidePanel>
        <SidePanel title="Environment">
          <RunEnvironment run={run} />
        </SidePanel>
        {run.evidence !== null && run.evidence !== undefined && (
          <SidePanel title="Evidence">
            <RunEvidence evidence={run.evidence} />
          </SidePanel>
        )}
      </aside>
    </div>
  )
}

function RunOutcome({ run }: { run: Run }) {
  return (
    <>
      {run.push_state === 'held' && <PushReview run={run} />}
      {run.question && (
        <Notice tone="need">
          <span className="font-medium">The agent asks:</span> {run.question}{' '}
          <Link href={issuePath(run.issue_identifier)} className="underline underline-offset-2">
            Answer on the issue
          </Link>
        </Notice>
      )}
      {run.failure_detail && <Notice>{run.failure_detail}</Notice>}
      {run.instructions && (
        <p className="rounded-md border px-3 py-2 text-base text-ink-2">
          <span className="font-medium text-ink">{run.requested_by.name}:</span> {run.instructions}
        </p>
      )}
    </>
  )
}
