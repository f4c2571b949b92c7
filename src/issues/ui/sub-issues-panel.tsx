// The issues below this one, how many of them are done, and adding and taking out.
'use client'
import { Plus, X } from 'lucide-react'
import { usePermission } from '../../access/ui/permission.ts'
import { problemText } from '../../ui/api-problem.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { toastProblem } from '../../ui/toast.tsx'
import { IssueLink } from './issue-link.tsx'
import { IssueSearchPicker } from './issue-search-picker.tsx'
import type { Issue } from './issue-types.ts'
import { useSetParent, useSubIssues } from './relation-queries.ts'

export function SubIssuesPanel({ issue }: { issue: Issue }) {
  const write = usePermission('issue.write')
  const below = useSubIssues(issue)
  const setParent = useSetParent()
  const items = below.data?.items ?? []
  const { total, done } = issue.sub_issues
  return (
    <div className="flex flex-col gap-2">
      {total > 0 && (
        <div className="flex flex-col gap-1">
          <span className="text-ink-2 text-meta">
            {done} of {total} done
          </span>
          <ProgressBar value={done / total} label="Done sub-issues" tone={done === total ? 'good' : 'accent'} />
        </div>
      )}
      {below.error && !below.data && (
        <p role="alert" className="text-fail">
          {problemText(below.error)}{' '}
          <button type="button" className="rounded-sm underline" onClick={() => void below.refetch()}>
            Try again
          </button>
        </p>
      )}
      {below.isPending && <Skeleton className="h-7" />}
      {below.data && items.length === 0 && <p className="text-ink-3">None.</p>}
      <ul aria-label="Sub-issues">
        {items.map((child) => (
          <li key={child.id} className="flex items-center gap-1">
            <span className="min-w-0 flex-1 px-1.5">
              <IssueLink issue={child} />
            </span>
            {write.allowed && (
              <IconButton
                label={`Take ${child.identifier} out`}
                icon={X}
                size={13}
                className="size-6"
                disabled={setParent.isPending}
                onClick={() =>
                  setParent.mutate(
                    { child: child.id, parent: null },
                    { onError: (error) => toastProblem(error, `${child.identifier} was not taken out`) },
                  )
                }
              />
            )}
          </li>
        ))}
      </ul>
      {below.data?.next_cursor && <p className="text-ink-3 text-meta">The first 100 are shown.</p>}
      {write.allowed && (
        <div>
          <IssueSearchPicker
            placeholder="Which issue goes below?"
            without={[issue.id, ...items.map(({ id }) => id), ...(issue.parent ? [issue.parent.id] : [])]}
            onPick={(child) =>
              setParent.mutate(
                { child: child.id, parent: issue.id },
                { onError: (error) => toastProblem(error, `${child.identifier} was not put below`) },
              )
            }
            trigger={
              <Button icon={Plus} busy={setParent.isPending}>
                Add a sub-issue
              </Button>
            }
          />
        </div>
      )}
    </div>
  )
}
