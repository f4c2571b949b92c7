// The properties of an issue, each one a button that changes it.
'use client'
import { FolderGit2, Tag } from 'lucide-react'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { AssigneeMark } from '../../ui/agent-mark.tsx'
import { isProblem } from '../../ui/api-problem.ts'
import { moneyText } from '../../ui/money.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { toastProblem } from '../../ui/toast.tsx'
import { CloseGateDialog } from './close-gate-dialog.tsx'
import { useUpdateIssue } from './issue-queries.ts'
import type { Issue, UpdateIssue } from './issue-types.ts'
import { LabelTag } from './label-tags.tsx'
import { PriorityGlyph, priorityWords } from './priority-glyph.tsx'
import { AssigneePicker, LabelsPicker, PriorityPicker, RepositoryPicker, StatusPicker } from './property-pickers.tsx'
import { StatusGlyph } from './status-glyph.tsx'

export function IssueProperties({ issue }: { issue: Issue }) {
  const update = useUpdateIssue(issue.id)
  const [refused, setRefused] = useState<{ changes: UpdateIssue; detail: string } | null>(null)
  // Unconditional: a property is set to what was picked, whatever else changed meanwhile.
  const set = (changes: UpdateIssue) =>
    update.mutate(
      { changes },
      {
        onError: (error) => {
          if (isProblem(error, 'close_gate')) setRefused({ changes, detail: error.detail })
          else toastProblem(error, `${issue.identifier} was not changed`)
        },
      },
    )
  return (
    <dl className="flex flex-col gap-px">
      <Property label="Status">
        <StatusPicker
          value={issue.status.id}
          onPick={(status) => set({ status })}
          trigger={
            <PropertyButton label={`Status ${issue.status.name}`}>
              <StatusGlyph category={issue.status.category} /> {issue.status.name}
            </PropertyButton>
          }
        />
      </Property>
      <Property label="Priority">
        <PriorityPicker
          value={issue.priority}
          onPick={(priority) => set({ priority })}
          trigger={
            <PropertyButton label={`Priority ${issue.priority}`}>
              <PriorityGlyph priority={issue.priority} /> {priorityWords[issue.priority]}
            </PropertyButton>
          }
        />
      </Property>
      <Property label="Assignee">
        <AssigneePicker
          value={issue.assignee?.id ?? null}
          onPick={(assignee) => set({ assignee })}
          trigger={
            <PropertyButton label={`Assignee ${issue.assignee?.name ?? 'nobody'}`}>
              <AssigneeMark assignee={issue.assignee} size={16} /> {issue.assignee?.name ?? 'Nobody'}
            </PropertyButton>
          }
        />
      </Property>
      <Property label="Labels">
        <LabelsPicker
          value={issue.labels.map((label) => label.id)}
          onPick={(labels) => set({ labels: [...labels] })}
          trigger={
            <PropertyButton label="Labels">
              {issue.labels.length === 0 ? (
                <>
                  <Tag aria-hidden size={13} className="text-ink-3" /> None
                </>
              ) : (
                <span className="flex flex-wrap gap-1 py-1">
                  {issue.labels.map((label) => (
                    <LabelTag key={label.id} label={label} />
                  ))}
                </span>
              )}
            </PropertyButton>
          }
        />
      </Property>
      <Property label="Repository">
        <RepositoryPicker
          value={issue.repository?.id ?? null}
          onPick={(repository) => set({ repository })}
          trigger={
            <PropertyButton label={`Repository ${issue.repository?.name ?? 'none'}`}>
              <FolderGit2 aria-hidden size={13} className="text-ink-3" /> {issue.repository?.name ?? 'None'}
            </PropertyButton>
          }
        />
      </Property>
      <Property label="Created">
        <span className="block px-1.5 py-1">
          <RelativeTime at={issue.created_at} /> <span className="text-ink-3">by {issue.created_by.name}</span>
        </span>
      </Property>
      {issue.cost_usd > 0 && (
        <Property label="Cost">
          <span className="block px-1.5 py-1">{moneyText(issue.cost_usd)}</span>
        </Property>
      )}
      {refused && (
        <CloseGateDialog
          identifier={issue.identifier}
          detail={refused.detail}
          onClose={() => setRefused(null)}
          onReason={async (reason) => {
            await update.mutateAsync({ changes: { ...refused.changes, close_reason: reason } })
            setRefused(null)
          }}
        />
      )}
    </dl>
  )
}

function Property({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex min-h-7 items-start gap-2">
      <dt className="w-20 shrink-0 py-1 text-ink-3">{label}</dt>
      <dd className="min-w-0 flex-1 text-ink">{children}</dd>
    </div>
  )
}

function PropertyButton({ label, children, ...rest }: { label: string; children: ReactNode } & React.ComponentProps<'button'>) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      className="flex min-h-7 w-full min-w-0 items-center gap-1.5 rounded-md px-1.5 text-left hover:bg-hover"
    >
      {children}
    </button>
  )
}
