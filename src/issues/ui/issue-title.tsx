// The title: text until it is clicked, then a field; Enter saves, Esc leaves it as it was.
'use client'
import { useState } from 'react'
import { usePermission } from '../../access/ui/permission.ts'
import { toastProblem } from '../../ui/toast.tsx'
import { ChangedMeanwhileNotice } from './changed-meanwhile-notice.tsx'
import type { Issue } from './issue-types.ts'
import { ChangedMeanwhile } from './save-over.ts'
import { useSaveText } from './use-save-text.ts'

interface Draft {
  text: string
  /** The title that it was begun from. */
  base: string
}

export function IssueTitle({ issue }: { issue: Issue }) {
  const [draft, setDraft] = useState<Draft | null>(null)
  const update = useSaveText(issue, 'title')
  const write = usePermission('issue.write')
  const save = (over: string) => {
    if (draft === null) return
    const text = draft.text.trim()
    setDraft(null)
    if (text === '' || text === issue.title || text === draft.base) return
    update.mutate(
      { text, over },
      {
        onError: (error) =>
          error instanceof ChangedMeanwhile ? setDraft(draft) : toastProblem(error, 'The title was not changed'),
      },
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
          onClick={() => setDraft({ text: issue.title, base: issue.title })}
          className="-mx-1.5 cursor-text rounded-md px-1.5 text-left break-words [overflow-wrap:anywhere] hover:bg-hover"
        >
          {update.isPending ? update.variables.text : issue.title}
        </button>
      </h1>
    )
  }
  const isChanged = issue.title !== draft.base && issue.title !== draft.text.trim()
  return (
    <div className="flex flex-col gap-2">
      <TitleField
        text={draft.text}
        onText={(text) => setDraft({ ...draft, text })}
        onLeave={() => !isChanged && save(draft.base)}
        onCancel={() => setDraft(null)}
      />
      {isChanged && (
        <ChangedMeanwhileNotice
          issue={issue}
          field="title"
          draft={draft.text}
          busy={update.isPending}
          onTheirs={() => setDraft(null)}
          onMine={() => save(issue.title)}
        />
      )}
    </div>
  )
}

interface TitleFieldProps {
  text: string
  onText(text: string): void
  onLeave(): void
  onCancel(): void
}

function TitleField({ text, onText, onLeave, onCancel }: TitleFieldProps) {
  return (
    <textarea
      aria-label="Title"
      // biome-ignore lint/a11y/noAutofocus: whoever clicked the title wants to write in it.
      autoFocus
      rows={2}
      maxLength={500}
      value={text}
      onChange={(event) => onText(event.target.value.replaceAll('\n', ' '))}
      onBlur={onLeave}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onLeave()
        else if (event.key === 'Escape') onCancel()
        else return
        event.preventDefault()
        event.stopPropagation()
      }}
      className="-mx-1.5 w-full resize-none rounded-md border border-line-strong bg-raised px-1.5 font-semibold text-ink text-title [field-sizing:content]"
    />
  )
}
