// What happens now and the one next thing to do, always in the same place of an issue.
'use client'
import { ChevronDown, CircleStop } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { usePermission } from '#src/access/ui/permission.ts'
import { useWorkspace } from '#src/access/ui/session.ts'
import { CloseGateDialog } from '#src/issues/ui/close-gate-dialog.tsx'
import { useStatuses, useUpdateIssue } from '#src/issues/ui/issue-queries.ts'
import type { Issue } from '#src/issues/ui/issue-types.ts'
import { type NextAction, nextAction } from '#src/issues/ui/next-action.ts'
import { WaitingLine } from '#src/issues/ui/waiting-line.tsx'
import { RefusalNotice } from '#src/runs/ui/refusal-notice.tsx'
import { type Run, useCancelRun, useIssueRuns, usePlan, useStartRun } from '#src/runs/ui/run-queries.ts'
import { StartRunDialog } from '#src/runs/ui/start-run-dialog.tsx'
import { Button, buttonClasses, IconButton } from '#src/ui/button.tsx'
import { moneyText } from '#src/ui/money.ts'
import { toastDone, toastProblem } from '#src/ui/toast.tsx'

export function NextActionBar({ issue }: { issue: Issue }) {
  const runs = useIssueRuns(issue.id).data ?? []
  const plan = usePlan(issue.id).data ?? null
  const budget = useWorkspace().data?.policy.run_budget_usd ?? null
  const start = useStartRun(issue.id)
  const work = usePermission('run.start')
  const [dialog, setDialog] = useState<{ kind: Run['kind']; title: string } | null>(null)
  const action = nextAction(issue, runs[0]?.kind ?? null)
  const activeRun = runs.find((run) => run.state !== 'finished')
  const isOver = issue.status.category === 'done' || issue.status.category === 'canceled'
  return (
    <section aria-label="Next" className="flex flex-col gap-2 rounded-lg border bg-raised px-3 py-2">
      <div className="flex min-h-7 flex-wrap items-center gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1 basis-32">
          {issue.waiting_on.code === 'start' ? (
            <span className="text-ink-2">Nobody has started yet</span>
          ) : (
            <NowLine issue={issue} />
          )}
        </div>
        {!work.allowed && changesSomething(action) ? (
          <span className="text-ink-3 text-meta">{work.reason}</span>
        ) : (
          <ActionButton
            issue={issue}
            action={action}
            run={activeRun ?? runs[0]}
            budget={budget}
            busy={start.isPending}
            onStart={(kind) => start.mutate({ kind })}
            onDialog={(kind, title) => setDialog({ kind, title })}
          />
        )}
        {work.allowed && !activeRun && !isOver && (
          <IconButton
            label="Start a run with options"
            icon={ChevronDown}
            className="border"
            onClick={() => setDialog({ kind: plan?.state === 'approved' ? 'implement' : 'investigate', title: 'Start a run' })}
          />
        )}
        {work.allowed && activeRun && <CancelButton run={activeRun} />}
      </div>
      {start.error && <RefusalNotice error={start.error} />}
      {dialog && (
        <StartRunDialog
          issueId={issue.id}
          identifier={issue.identifier}
          kind={dialog.kind}
          title={dialog.title}
          isErrorSourced={issue.is_error_sourced}
          hasApprovedPlan={plan?.state === 'approved'}
          costAtMost={issue.simulated ? 0 : budget}
          onClose={() => setDialog(null)}
        />
      )}
    </section>
  )
}

/** The other ones only lead somewhere. */
function changesSomething({ kind }: NextAction): boolean {
  return kind === 'start' || kind === 'answer' || kind === 'close'
}

function NowLine({ issue }: { issue: Issue }) {
  if (issue.waiting_on.code !== 'closed') return <WaitingLine card={issue} className="text-base" />
  if (issue.fix_state === 'verified') return <WaitingLine card={issue} className="text-base" />
  return <span className="text-ink-2">{issue.close_reason ? `Closed: ${issue.close_reason}` : issue.status.name}</span>
}

interface ActionButtonProps {
  issue: Issue
  action: NextAction
  run: Run | undefined
  budget: number | null
  busy: boolean
  onStart(kind: Run['kind']): void
  onDialog(kind: Run['kind'], title: string): void
}

function ActionButton({ issue, action, run, budget, busy, onStart, onDialog }: ActionButtonProps) {
  const router = useRouter()
  const atMost = costText(issue, budget)
  switch (action.kind) {
    case 'start':
      return (
        <Button look="primary" busy={busy} onClick={() => onStart(action.run)}>
          {action.label}
          {atMost}
        </Button>
      )
    case 'answer':
      return (
        <Button look="primary" onClick={() => onDialog(run?.kind ?? 'investigate', 'Answer and go on')}>
          {action.label}
          {atMost}
        </Button>
      )
    case 'review_plan':
      return (
        <Button
          look="primary"
          onClick={() => document.getElementById('plan')?.scrollIntoView({ behavior: 'smooth', block: 'start' })}
        >
          {action.label}
        </Button>
      )
    case 'watch':
    case 'review_push':
      return run ? (
        <Button look={action.kind === 'watch' ? 'plain' : 'primary'} onClick={() => router.push(`/runs/${run.id}`)}>
          {action.label}
        </Button>
      ) : null
    case 'open_pull':
      return (
        <a href={action.url} target="_blank" rel="noopener noreferrer nofollow" className={buttonClasses('primary')}>
          {action.label}
        </a>
      )
    case 'close':
      return <CloseWithReason issue={issue} label={action.label} />
    case 'none':
      return null
  }
}

/** What pressing the button can cost at most. */
function costText(issue: Issue, budget: number | null): string {
  if (issue.simulated) return ' · simulated, costs nothing'
  return budget === null ? '' : ` · at most ${moneyText(budget)}`
}

function CancelButton({ run }: { run: Run }) {
  const cancel = useCancelRun()
  if (run.cancel_requested_at) return <span className="text-ink-3 text-meta">Stopping</span>
  return (
    <Button
      look="danger"
      icon={CircleStop}
      busy={cancel.isPending}
      onClick={() =>
        cancel.mutateAsync(run).then(
          () => toastDone('The run is being stopped. What is not committed is saved.'),
          (error: unknown) => toastProblem(error, 'The run was not canceled'),
        )
      }
    >
      Cancel run
    </Button>
  )
}

function CloseWithReason({ issue, label }: { issue: Issue; label: string }) {
  const [open, setOpen] = useState(false)
  const update = useUpdateIssue(issue.id)
  const done = useStatuses().data?.find((status) => status.category === 'done')
  return (
    <>
      <Button look="primary" disabled={!done} onClick={() => setOpen(true)}>
        {label}
      </Button>
      {open && done && (
        <CloseGateDialog
          identifier={issue.identifier}
          detail="No channel could have shown a recurrence, so the fix is neither proven nor refuted. You can close it on your word."
          onClose={() => setOpen(false)}
          onReason={async (reason) => {
            await update.mutateAsync({ changes: { status: done.id, close_reason: reason } })
            setOpen(false)
          }}
        />
      )}
    </>
  )
}
