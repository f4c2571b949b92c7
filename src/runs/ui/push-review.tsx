// A change that the guard held before the push: what it found, the change itself, and a person's decision about exactly that commit.
'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Hand } from 'lucide-react'
import { Guarded } from '../../access/ui/guarded.tsx'
import { issueKeys } from '../../issues/ui/issue-queries.ts'
import { api } from '../../ui/api-client.ts'
import { isProblem, problemText } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/error-state.tsx'
import { toastDone } from '../../ui/toast.tsx'
import { type Run, runKeys } from './run-queries.ts'

export function PushReview({ run }: { run: Run }) {
  const client = useQueryClient()
  const decide = useMutation({
    mutationFn: (isAllowed: boolean) =>
      isAllowed
        ? api<Run>(`/api/runs/${run.id}/push`, { method: 'POST', body: { head_sha: run.head_sha } })
        : api<Run>(`/api/runs/${run.id}/discard`, { method: 'POST' }),
    onSuccess: (_run, isAllowed) =>
      toastDone(isAllowed ? 'Allowed. The branch is being pushed.' : 'Discarded. Nothing left this machine.'),
    onSettled: () =>
      Promise.all(
        [runKeys.one(run.id), runKeys.lists, issueKeys.one(run.issue_id)].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ),
  })
  const { findings, because } = readHold(run.push_detail)
  return (
    <section
      aria-label="Held before the push"
      className="flex flex-col gap-2 rounded-lg border border-need bg-need-soft px-3 py-2.5"
    >
      <h2 className="flex items-center gap-1.5 font-semibold text-need">
        <Hand aria-hidden size={14} /> Held before the push
      </h2>
      <p className="text-ink">{because ?? 'A person looks at the change before it leaves this machine.'}</p>
      {findings.length > 0 && (
        <ul className="flex flex-col gap-1">
          {findings.map((finding) => (
            <li key={`${finding.rule} ${finding.path} ${finding.detail}`} className="flex flex-wrap gap-x-2">
              {finding.path && <span className="font-mono text-ink text-meta">{finding.path}</span>}
              <span className="text-ink-2">{finding.detail}</span>
            </li>
          ))}
        </ul>
      )}
      {decide.error && (
        <Notice>
          {isProblem(decide.error, 'head_changed')
            ? 'The branch has moved since. Look at the change again.'
            : problemText(decide.error)}
        </Notice>
      )}
      <Guarded action="plan.approve">
        <div className="flex flex-wrap items-center gap-2">
          <Button
            look="primary"
            busy={decide.isPending && decide.variables}
            disabled={decide.isPending || !run.head_sha}
            onClick={() => decide.mutate(true)}
          >
            Allow the push
          </Button>
          <Button look="danger" disabled={decide.isPending} onClick={() => decide.mutate(false)}>
            Discard the changes
          </Button>
          {run.head_sha && (
            <span className="ml-auto font-mono text-ink-2 text-meta" title={`You allow exactly the commit ${run.head_sha}`}>
              {run.head_sha.slice(0, 12)}
            </span>
          )}
        </div>
      </Guarded>
    </section>
  )
}

interface Finding {
  rule: string
  path: string | null
  detail: string
}

/** The guard's stored word; what is not there is not shown. */
function readHold(detail: unknown): { findings: Finding[]; because: string | null } {
  const { findings, held_because: because } =
    typeof detail === 'object' && detail !== null ? (detail as Record<string, unknown>) : {}
  return {
    findings: Array.isArray(findings) ? findings.filter(isFinding) : [],
    because: typeof because === 'string' ? because : null,
  }
}

function isFinding(value: unknown): value is Finding {
  return typeof value === 'object' && value !== null && 'rule' in value && 'detail' in value
}
