// The runs of an issue: the live one with its last steps, all of them as a list.
'use client'
import Link from 'next/link'
import { exactDurationText } from '../../ui/duration.ts'
import { moneyText } from '../../ui/money.ts'
import { useNow } from '../../ui/now.ts'
import { SimulatedMark } from '../../ui/simulated-mark.tsx'
import { type Run, useIssueRuns } from './run-queries.ts'
import { RunStateBadge } from './run-state-badge.tsx'
import { confinementWords, kindWords, runDurationMs } from './run-words.ts'
import { Transcript } from './transcript.tsx'

export function IssueRuns({ issueId }: { issueId: string }) {
  const runs = useIssueRuns(issueId)
  const now = useNow()
  const items = runs.data ?? []
  if (items.length === 0) return <p className="text-ink-3 text-meta">{runs.isPending ? 'Loading…' : 'No run yet.'}</p>
  return (
    <ul className="flex flex-col gap-1">
      {items.map((run) => {
        const took = runDurationMs(run, now)
        return (
          <li key={run.id}>
            <Link href={`/runs/${run.id}`} className="-mx-1.5 flex flex-col gap-0.5 rounded-md px-1.5 py-1 hover:bg-hover">
              <span className="flex items-center gap-1.5">
                <span className="truncate font-medium">{kindWords[run.kind]}</span>
                <RunStateBadge run={run} />
              </span>
              <span className="truncate text-ink-3 text-meta">
                {run.agent.name}
                {took !== null && ` · ${exactDurationText(took)}`} · {run.simulated ? 'simulated' : moneyText(run.cost_usd)}
              </span>
            </Link>
          </li>
        )
      })}
    </ul>
  )
}

const lastSteps = 8

export function LiveRun({ run }: { run: Run }) {
  return (
    <section aria-label="Live run" className="rounded-lg border border-line-strong bg-raised">
      <header className="flex flex-wrap items-center gap-x-2.5 gap-y-1 border-b px-3 py-2">
        <h2 className="font-semibold text-ink text-read">{kindWords[run.kind]}</h2>
        <RunStateBadge run={run} />
        {run.simulated && <SimulatedMark />}
        <span className="min-w-0 truncate text-ink-3 text-meta">
          {run.agent.name}
          {run.confinement && `, ${confinementWords[run.confinement]}`} · {moneyText(run.cost_usd)} of {moneyText(run.budget_usd)}
        </span>
        <Link href={`/runs/${run.id}`} className="ml-auto rounded-sm text-accent text-meta hover:underline">
          Whole transcript
        </Link>
      </header>
      <div className="px-2 py-1.5">
        <Transcript run={run} lastSteps={lastSteps} />
      </div>
    </section>
  )
}
