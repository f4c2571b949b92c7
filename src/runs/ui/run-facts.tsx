// State with its timers, money, gates and environment of a run.
'use client'
import { ShieldAlert, ShieldCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { useWhy } from '../../issues/ui/issue-queries.ts'
import { durationText, exactDurationText } from '../../ui/duration.ts'
import { Facts } from '../../ui/facts.tsx'
import { moneyText } from '../../ui/money.ts'
import { useNow } from '../../ui/now.ts'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import type { Run } from './run-queries.ts'
import { confinementWords, runDurationMs } from './run-words.ts'

export function RunTimes({ run }: { run: Run }) {
  const now = useNow()
  const took = runDurationMs(run, now)
  const waited = Date.parse(run.started_at ?? run.finished_at ?? now.toISOString()) - Date.parse(run.created_at)
  const isActive = run.state !== 'finished'
  const silence = isActive && run.activity_at ? now.getTime() - Date.parse(run.activity_at) : null
  return (
    <Facts
      items={[
        ['Now', isActive ? run.activity : null],
        ['Silent for', silence !== null && silence > 15_000 ? durationText(silence) : null],
        ['Outcome', run.outcome?.replaceAll('_', ' ') ?? null],
        [
          'Ended',
          run.reason && run.reason !== 'succeeded'
            ? `${run.reason.replaceAll('_', ' ')}${run.failure_code ? ` (${run.failure_code.replaceAll('_', ' ')})` : ''}`
            : null,
        ],
        ['Starts', run.state === 'queued' && run.not_before ? <RelativeTime key="starts" at={run.not_before} /> : null],
        ['Asked for', <RelativeTime key="asked" at={run.created_at} />],
        ['by', run.requested_by.name],
        ['Waited', waited > 1000 ? exactDurationText(waited) : null],
        ['Ran', took === null ? null : exactDurationText(took)],
        ['Attempt', run.attempt > 1 ? run.attempt : null],
      ]}
    />
  )
}

export function RunMoney({ run }: { run: Run }) {
  if (run.simulated) return <p className="text-ink-2">Simulated: no model was asked, nothing was spent.</p>
  const share = run.budget_usd > 0 ? run.cost_usd / run.budget_usd : 0
  return (
    <div className="flex flex-col gap-1.5">
      <Facts
        items={[
          [run.state === 'finished' ? 'Spent' : 'Spent so far', moneyText(run.cost_usd)],
          [run.state === 'finished' ? 'Was reserved' : 'Reserved', moneyText(run.budget_usd)],
        ]}
      />
      <ProgressBar
        value={share}
        label="Spent part of the run's budget"
        tone={share >= 1 ? 'fail' : share > 0.8 ? 'need' : 'accent'}
      />
    </div>
  )
}

/** The decisions that let this run start, or made it wait. */
export function RunGates({ run }: { run: Run }) {
  const why = useWhy(run.issue_id)
  const requested = Date.parse(run.created_at) - 5000
  const begun = Date.parse(run.started_at ?? run.finished_at ?? new Date().toISOString()) + 5000
  // Decisions name no run: the ones about starting, between its request and its beginning, are about it.
  const decisions = (why.data?.decisions ?? []).filter(
    (decision) => isAboutStart(decision) && Date.parse(decision.at) >= requested && Date.parse(decision.at) <= begun,
  )
  if (decisions.length === 0)
    return <p className="text-ink-3 text-meta">{why.isPending ? 'Loading…' : 'Started by hand; every gate was open.'}</p>
  return (
    <ul className="flex flex-col gap-1">
      {decisions.map((decision) => (
        <li key={`${decision.at} ${decision.rule}`} className="text-ink-2">
          {decision.detail}
        </li>
      ))}
    </ul>
  )
}

function isAboutStart({ result }: { result: string }): boolean {
  return result === 'start' || result === 'delay' || result === 'refuse'
}

export function RunEnvironment({ run }: { run: Run }) {
  return (
    <div className="flex flex-col gap-2">
      {run.confinement && !run.simulated && <Confinement level={run.confinement} />}
      <Facts
        items={[
          ['Agent', run.agent.name],
          ['Adapter', run.agent.adapter.replaceAll('_', ' ')],
          ['Model', run.agent.model && mono(run.agent.model)],
          ['Repository', run.repository.name],
          ['Branch', run.branch && mono(run.branch)],
          ['Base', run.base_sha && mono(run.base_sha.slice(0, 12))],
          ['Head', run.head_sha && mono(run.head_sha.slice(0, 12))],
          ['Push', run.push_state && pushWords[run.push_state]],
          [
            'Goes on from',
            run.parent_run_id && (
              <a key="parent" href={`/runs/${run.parent_run_id}`} className="text-accent hover:underline">
                an earlier run
              </a>
            ),
          ],
        ]}
      />
    </div>
  )
}

const pushWords: Record<NonNullable<Run['push_state']>, string> = {
  pending: 'being checked',
  held: 'held for you',
  pushed: 'pushed',
  nothing: 'nothing to push',
}

function Confinement({ level }: { level: NonNullable<Run['confinement']> }) {
  const isWeak = level === 'none'
  const Icon = isWeak ? ShieldAlert : ShieldCheck
  return (
    <p className={`flex items-start gap-1.5 ${isWeak ? 'text-need' : 'text-ink-2'}`}>
      <Icon aria-hidden size={14} className="mt-0.5 shrink-0" />
      {isWeak
        ? "The agent was not confined: it could reach whatever the server's user can."
        : `The agent worked ${confinementWords[level]}.`}
    </p>
  )
}

const mono = (text: string): ReactNode => <span className="font-mono text-meta">{text}</span>
