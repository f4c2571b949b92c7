// How this installation stands with GitHub: with which right it asks, how much is still answered, what was wrong last.
'use client'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { api } from '#src/ui/api-client.ts'
import { Badge } from '#src/ui/badge.tsx'
import { ErrorState } from '#src/ui/error-state.tsx'
import { Facts } from '#src/ui/facts.tsx'
import { ProgressBar } from '#src/ui/progress-bar.tsx'
import { RelativeTime } from '#src/ui/relative-time.tsx'
import { Skeleton } from '#src/ui/skeleton.tsx'
import type { GitHubStatus } from '../schemas.ts'
import { authenticationWords, budgetName, budgetShare, budgetTone, hearingWords } from './github-words.ts'

/** It changes by the minute. */
const refreshMs = 30_000

export function GitHubCard() {
  const status = useQuery({
    queryKey: ['integrations', 'github'],
    queryFn: () => api<GitHubStatus>('/api/integrations/github'),
    refetchInterval: refreshMs,
  })
  if (status.error && !status.data) return <ErrorState error={status.error} onRetry={() => void status.refetch()} />
  if (!status.data) return <Skeleton className="h-24" />
  const { data } = status
  const problems = data.repositories.filter(({ problem }) => problem !== null)
  return (
    <div className="flex flex-col gap-4 rounded-lg border p-4">
      <Facts
        items={[
          ['GitHub is asked', authenticationWords[data.authentication]],
          ['GitHub is heard', hearingWords(data)],
        ]}
      />
      {data.authentication !== 'none' && data.budgets.length === 0 && (
        <p className="text-ink-3">Nothing was asked in the last day.</p>
      )}
      {data.budgets.map((budget) => (
        <BudgetRow key={budget.key} budget={budget} />
      ))}
      {problems.map(({ full_name, problem, looked_at }) => (
        <Problem key={full_name} name={full_name} at={looked_at}>
          {problem}
        </Problem>
      ))}
    </div>
  )
}

function BudgetRow({ budget }: { budget: GitHubStatus['budgets'][number] }) {
  const { limit, remaining, resets_at, paused_until, unchanged, last_error, last_error_at } = budget
  return (
    <section aria-label={budgetName(budget.key)} className="flex flex-col gap-1.5">
      <div className="flex items-center justify-between gap-3">
        <h3 className="min-w-0 truncate font-medium text-ink-2 text-meta">{budgetName(budget.key)}</h3>
        {paused_until && (
          <Badge tone="fail">
            paused, until <RelativeTime at={paused_until} />
          </Badge>
        )}
      </div>
      {limit !== null && remaining !== null && (
        <>
          <ProgressBar value={budgetShare(budget)} tone={budgetTone(budget)} label={`${remaining} of ${limit} requests left`} />
          <p className="text-ink-3 text-meta">
            {remaining.toLocaleString('en')} of {limit.toLocaleString('en')} requests left
            {resets_at && (
              <>
                , all of them again <RelativeTime at={resets_at} />
              </>
            )}
            . {unchanged.toLocaleString('en')} answers had not changed and cost nothing.
          </p>
        </>
      )}
      {last_error && (
        <Problem name="Last error" at={last_error_at}>
          {last_error}
        </Problem>
      )}
    </section>
  )
}

function Problem({ name, at, children }: { name: string; at: string | null; children: ReactNode }) {
  return (
    <p className="break-words text-meta text-ink-2">
      <span className="font-medium">{name}</span>
      {at && (
        <span className="text-ink-3">
          {' '}
          <RelativeTime at={at} />
        </span>
      )}
      : {children}
    </p>
  )
}
