// The row of properties in the form for a new issue.
'use client'
import { FolderGit2, Tag } from 'lucide-react'
import { useSession } from '../../access/ui/session.ts'
import { AssigneeMark } from '../../ui/agent-mark.tsx'
import { Button } from '../../ui/button.tsx'
import type { NewIssueDraft } from './create-issue-dialog.tsx'
import { useAgents, useLabels, useRepositories } from './issue-queries.ts'
import { PriorityGlyph } from './priority-glyph.tsx'
import { AssigneePicker, LabelsPicker, PriorityPicker, RepositoryPicker } from './property-pickers.tsx'

interface CreateIssuePropertiesProps {
  issue: NewIssueDraft
  onChange(part: Partial<NewIssueDraft>): void
}

export function CreateIssueProperties({ issue, onChange }: CreateIssuePropertiesProps) {
  const actor = useSession().data?.actor
  const person = actor?.type === 'person' ? actor : null
  const agent = (useAgents().data ?? []).find((item) => item.id === issue.assignee)
  const assignee = agent
    ? { type: 'agent', name: agent.name }
    : person && issue.assignee === person.id
      ? { type: 'person', name: person.name }
      : null
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
          person={person}
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
      {agent && (
        <p className="text-ink-3 text-meta">
          Assigning {agent.name} starts work as soon as the issue exists, if the limits allow it.
        </p>
      )}
    </>
  )
}
