// The title: text until it is clicked, then a field; Enter saves, Esc leaves it as it was.
'use client'
import { useState } from 'react'
import { usePermission } from '../../access/ui/permission.ts'
import { toastProblem } from '../../ui/toast.tsx'
import { useUpdateIssue } from './issue-queries.ts'
import type { Issue } from './issue-types.ts'

export function IssueTitle({ issue }: { issue: Issue }) {
  const [draft, setDraft] = useState<string | null>(null)
  const update = useUpdateIssue(issue.id)
  const write = usePermission('issue.write')
  const save = () => {
    const title = draft?.trim() ?? ''
    setDraft(null)
    if (title === '' || title === issue.title) return
    update.mutate(
      { changes: { title }, revision: issue.revision },
      { onError: (error) => toastProblem(error, 'The title was not changed') },
    )
  }
  if (!write.allowed)
    return <h1 className="break-words font-semibold text-ink text-title [overflow-wrap:anywhere]">{issue.title}</h1>
  if (draft === null) {
    return (
      <h1 className="font-semibold text-ink text-title">
        <button
          type="button"
          title="Edit the title"
          onClick={() => setDraft(issue.title)}
          className="-mx-1.5 cursor-text rounded-md px-1.5 text-left break-words [overflow-wrap:anywhere] hover:bg-hover"
        >
          {update.isPending ? (update.variables.changes.title ?? issue.title) : issue.title}
        </button>
      </h1>
    )
  }
  return (
    <textarea
      aria-label="Title"
      // biome-ignore lint/a11y/noAutofocus: whoever clicked the title wants to write in it.
      autoFocus
      rows={2}
      maxLength={500}
      value={draft}
      onChange={(event) => setDraft(event.target.value.replaceAll('\n', ' '))}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter') save()
        else if (event.key === 'Escape') setDraft(null)
        else return
        event.preventDefault()
        event.stopPropagation()
      }}
      className="-mx-1.5 w-full resize-none rounded-md border border-line-strong bg-raised px-1.5 font-semibold text-ink text-title [field-sizing:content]"
    />
  )
}
