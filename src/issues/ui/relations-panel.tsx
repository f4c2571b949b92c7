// Which issues this one waits for, holds up, repeats or belongs with.
'use client'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { usePermission } from '../../access/ui/permission.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { toastProblem } from '../../ui/toast.tsx'
import type { RelationKind } from '../domain/relation.ts'
import { IssueLink } from './issue-link.tsx'
import { IssueSearchPicker } from './issue-search-picker.tsx'
import type { Issue } from './issue-types.ts'
import { useRelate, useUnrelate } from './relation-queries.ts'

/** What can be said of an issue, in the order of the list; the last is said by the other one only. */
const kinds: { value: RelationKind; label: string }[] = [
  { value: 'blocked_by', label: 'Blocked by' },
  { value: 'blocks', label: 'Blocks' },
  { value: 'duplicate_of', label: 'Duplicate of' },
  { value: 'related', label: 'Related to' },
]

export function RelationsPanel({ issue }: { issue: Issue }) {
  const write = usePermission('issue.write')
  const unrelate = useUnrelate(issue.id)
  const remove = (id: string) =>
    unrelate.mutate(id, { onError: (error) => toastProblem(error, 'The relation was not taken away') })
  const groups = Map.groupBy(issue.relations, ({ kind }) => kind)
  return (
    <div className="flex flex-col gap-2">
      {issue.relations.length === 0 && <p className="text-ink-3">Tied to no other issue.</p>}
      {[...groups].map(([kind, relations]) => (
        <div key={kind}>
          <h4 className="text-ink-3 text-meta">{labelOf(kind)}</h4>
          <ul aria-label={labelOf(kind)}>
            {relations.map((relation) => (
              <li key={relation.id} className="flex items-center gap-1">
                <span className="min-w-0 flex-1 px-1.5">
                  <IssueLink issue={relation.issue} />
                </span>
                {write.allowed && (
                  <IconButton
                    label={`${labelOf(kind)} ${relation.issue.identifier} no more`}
                    icon={X}
                    size={13}
                    className="size-6"
                    disabled={unrelate.isPending}
                    onClick={() => remove(relation.id)}
                  />
                )}
              </li>
            ))}
          </ul>
        </div>
      ))}
      {write.allowed && <AddRelation issue={issue} />}
    </div>
  )
}

function AddRelation({ issue }: { issue: Issue }) {
  const [kind, setKind] = useState<RelationKind>('blocked_by')
  const relate = useRelate(issue.id)
  return (
    <div className="flex items-center gap-1.5">
      <select
        aria-label="Kind of relation"
        value={kind}
        onChange={(event) => setKind(kinds.find(({ value }) => value === event.target.value)?.value ?? kind)}
        className="h-7 min-w-0 flex-1 rounded-md border border-line-strong bg-raised px-1.5 text-base"
      >
        {kinds.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      <IssueSearchPicker
        placeholder={`${labelOf(kind)} which issue?`}
        without={[issue.id, ...issue.relations.filter((known) => known.kind === kind).map((known) => known.issue.id)]}
        onPick={(other) =>
          relate.mutate(
            { kind, issue: other.id },
            { onError: (error) => toastProblem(error, `${other.identifier} was not tied to ${issue.identifier}`) },
          )
        }
        trigger={
          <Button icon={Plus} busy={relate.isPending}>
            Add
          </Button>
        }
      />
    </div>
  )
}

function labelOf(kind: string): string {
  return (
    kinds.find(({ value }) => value === kind)?.label ?? (kind === 'duplicated_by' ? 'Duplicated by' : kind.replaceAll('_', ' '))
  )
}
