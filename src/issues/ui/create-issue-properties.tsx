// The row of properties in the form for a new issue.
'use client'
import { FolderGit2, Tag } from 'lucide-react'
import { AssigneeMark } from '../../ui/agent-mark.tsx'
import { Button } from '../../ui/button.tsx'
import type { NewIssueDraft } from './create-issue-dialog.tsx'
import { useLabels, useRepositories } from './issue-queries.ts'
import { PriorityGlyph } from './priority-glyph.tsx'
import { AssigneePicker, LabelsPicker, PriorityPicker, RepositoryPicker } from './property-pickers.tsx'
import { useAssignable } from './use-assignable.ts'

interface CreateIssuePropertiesProps {
  issue: NewIssueDraft
  onChange(part: Partial<NewIssueDraft>): void
}

export function CreateIssueProperties({ issue, onChange }: CreateIssuePropertiesProps) {
  const assignee = useAssignable().find(({ id }) => id === issue.assignee) ?? null
  const labels = (useLabels().data ?? []).filter((label) => issue.labels.includes(label.id))
  const repository = (useRepositories().data ?? []).find((item) => item.id === issue.repository)
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <PriorityPicker
          value={issue.priority}
          onPick={(priority) => onChange({ priority })}
          trigger={
            <Button aria-label={`Priority ${issue.priority}`}>
              <PriorityGlyph priority={issue.priority} /> {issue.priority}
            </Button>
          }
        />
        <AssigneePicker
          value={issue.assignee}
          onPick={(picked) => onChange({ assignee: picked })}
          trigger={
            <Button aria-label={`Assignee ${assignee?.name ?? 'nobody'}`}>
              <AssigneeMark assignee={assignee} size={16} /> {assignee?.name ?? 'Assign'}
            </Button>
          }
        />
        <LabelsPicker
          value={issue.labels}
          onPick={(picked) => onChange({ labels: picked })}
          trigger={<Button icon={Tag}>{labels.length > 0 ? labels.map((label) => label.name).join(', ') : 'Labels'}</Button>}
        />
        <RepositoryPicker
          value={issue.repository}
          onPick={(picked) => onChange({ repository: picked })}
          trigger={<Button icon={FolderGit2}>{repository ? (repository.full_name ?? repository.name) : 'Repository'}</Button>}
        />
      </div>
      {assignee?.type === 'agent' && (
        <p className="text-ink-3 text-meta">
          Assigning {assignee.name} starts work as soon as the issue exists, if the limits allow it.
        </p>
      )}
    </>
  )
}
