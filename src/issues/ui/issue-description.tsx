// The description: Markdown, marked when strangers wrote it; editing keeps a draft.
'use client'
import { PencilLine } from 'lucide-react'
import { useState } from 'react'
import { usePermission } from '../../access/ui/permission.ts'
import { isProblem, problemText } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/error-state.tsx'
import { TextAreaField } from '../../ui/field.tsx'
import { Markdown } from '../../ui/markdown.tsx'
import { StrangersText } from '../../ui/strangers-text.tsx'
import { useDraft } from '../../ui/use-draft.ts'
import { useUpdateIssue } from './issue-queries.ts'
import type { Issue } from './issue-types.ts'
import { sourceWords, writtenByStrangers } from './source-words.ts'

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

function DescriptionEditor({ issue, onDone }: { issue: Issue; onDone(): void }) {
  const draft = useDraft<string>(`description.${issue.id}`, issue.description)
  const update = useUpdateIssue(issue.id)
  const finish = () => {
    draft.clear()
    onDone()
  }
  const isStale = isProblem(update.error, 'stale_revision')
  const save = (revision: number | undefined) =>
    update.mutate({ changes: { description: draft.value }, ...(revision !== undefined && { revision }) }, { onSuccess: finish })
  return (
    <div className="flex flex-col gap-2">
      <TextAreaField
        label="Description, in Markdown"
        autoFocus
        className="min-h-48 font-mono text-meta"
        maxLength={100_000}
        value={draft.value}
        onChange={(event) => draft.set(event.target.value)}
      />
      {isStale ? (
        <Notice tone="need">
          Somebody changed the issue meanwhile. Your text is kept; save again to put it in place of theirs.
        </Notice>
      ) : (
        update.error && <Notice>{problemText(update.error)}</Notice>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={finish}>Throw away</Button>
        <Button look="primary" busy={update.isPending} onClick={() => save(isStale ? undefined : issue.revision)}>
          {isStale ? 'Save anyway' : 'Save'}
        </Button>
      </div>
    </div>
  )
}
