// The description: Markdown, marked when strangers wrote it; editing keeps a draft.
'use client'
import { PencilLine } from 'lucide-react'
import { useState } from 'react'
import { usePermission } from '../../access/ui/permission.ts'
import { problemText } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/error-state.tsx'
import { TextAreaField } from '../../ui/field.tsx'
import { Markdown } from '../../ui/markdown.tsx'
import { StrangersText } from '../../ui/strangers-text.tsx'
import { useDraft } from '../../ui/use-draft.ts'
import { ChangedMeanwhileNotice } from './changed-meanwhile-notice.tsx'
import type { Issue } from './issue-types.ts'
import { ChangedMeanwhile } from './save-over.ts'
import { sourceWords, writtenByStrangers } from './source-words.ts'
import { useSaveText } from './use-save-text.ts'

export function IssueDescription({ issue }: { issue: Issue }) {
  const [isEditing, setEditing] = useState(false)
  const write = usePermission('issue.write')
  if (isEditing) return <DescriptionEditor issue={issue} onDone={() => setEditing(false)} />
  const text = issue.description.trim() && <Markdown>{issue.description}</Markdown>
  return (
    <section aria-label="Description" className="group relative">
      {text ? (
        writtenByStrangers(issue.source) ? (
          <StrangersText source={sourceWords[issue.source]}>{text}</StrangersText>
        ) : (
          text
        )
      ) : (
        <p className="text-ink-3 text-read">No description.</p>
      )}
      {write.allowed && (
        <Button
          look="ghost"
          icon={PencilLine}
          className="absolute -top-1 right-0 h-6 bg-panel text-meta opacity-0 focus-visible:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100"
          onClick={() => setEditing(true)}
        >
          {text ? 'Edit' : 'Describe it'}
        </Button>
      )}
    </section>
  )
}

interface Draft {
  text: string
  /** The description that it was begun from. */
  base: string
}

function DescriptionEditor({ issue, onDone }: { issue: Issue; onDone(): void }) {
  const { value, set, clear } = useDraft<Draft>(`description-of.${issue.id}`, {
    text: issue.description,
    base: issue.description,
  })
  const { text, base } = value
  const update = useSaveText(issue, 'description')
  const finish = () => {
    clear()
    onDone()
  }
  const save = (over: string) => update.mutate({ text, over }, { onSuccess: finish })
  const isChanged = issue.description !== base && issue.description !== text
  return (
    <div className="flex flex-col gap-2">
      <TextAreaField
        label="Description, in Markdown"
        autoFocus
        className="min-h-48 font-mono text-meta"
        maxLength={100_000}
        value={text}
        onChange={(event) => set({ text: event.target.value, base })}
      />
      {update.error && !(update.error instanceof ChangedMeanwhile) && <Notice>{problemText(update.error)}</Notice>}
      {isChanged ? (
        <ChangedMeanwhileNotice
          issue={issue}
          field="description"
          draft={text}
          busy={update.isPending}
          onTheirs={finish}
          onMine={() => save(issue.description)}
        />
      ) : (
        <div className="flex justify-end gap-2">
          <Button onClick={finish}>Throw away</Button>
          <Button look="primary" busy={update.isPending} onClick={() => (issue.description === text ? finish() : save(base))}>
            Save
          </Button>
        </div>
      )}
    </div>
  )
}
