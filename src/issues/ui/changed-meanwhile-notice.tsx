// Somebody changed the text while it was edited here: theirs beside the draft, and the choice.
'use client'
import { Button } from '../../ui/button.tsx'
import { DiffView } from '../../ui/diff-view.tsx'
import { Notice } from '../../ui/error-state.tsx'
import type { Issue } from './issue-types.ts'
import { type TextField, useLastWriter } from './use-save-text.ts'

interface ChangedMeanwhileNoticeProps {
  issue: Issue
  field: TextField
  draft: string
  busy: boolean
  onTheirs(): void
  onMine(): void
}

export function ChangedMeanwhileNotice({ issue, field, draft, busy, onTheirs, onMine }: ChangedMeanwhileNoticeProps) {
  const writer = useLastWriter(issue.id, field)
  return (
    <section aria-label={`The ${field} was changed meanwhile`} className="flex flex-col gap-2">
      <Notice tone="need">
        {`${writer} changed the ${field} meanwhile. Your draft is kept. With − what is there now and your draft has not, with + what only your draft has.`}
      </Notice>
      <DiffView before={issue[field]} after={draft} wrap className="max-h-72" />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onTheirs}>Use theirs</Button>
        <Button look="primary" busy={busy} onClick={onMine}>
          Save mine over it
        </Button>
      </div>
    </section>
  )
}
