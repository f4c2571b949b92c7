// A new issue: the form keeps its draft, and warns of issues that already say the same.
'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { fieldProblem, isProblem, problemText } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/error-state.tsx'
import { useStore } from '../../ui/external-store.ts'
import { TextAreaField, TextField } from '../../ui/field.tsx'
import { randomId } from '../../ui/random-id.ts'
import { toastDone } from '../../ui/toast.tsx'
import { useDraft } from '../../ui/use-draft.ts'
import type { Priority } from '../domain/category.ts'
import { CreateIssueProperties } from './create-issue-properties.tsx'
import { createIssueState } from './create-issue-state.ts'
import { createIssue, issueKeys, keepIssue } from './issue-queries.ts'
import { openIssueOver } from './open-issue.ts'
import { PossibleDuplicates } from './possible-duplicates.tsx'

export interface NewIssueDraft {
  title: string
  description: string
  priority: Priority
  labels: readonly string[]
  assignee: string | null
  repository: string | null
}

const emptyDraft: NewIssueDraft = { title: '', description: '', priority: 'P3', labels: [], assignee: null, repository: null }

export function CreateIssueDialog() {
  const state = useStore(createIssueState, null)
  const close = () => createIssueState.set(null)
  return (
    <Dialog open={state !== null} onOpenChange={(open) => !open && close()} title="New issue" width="wide">
      {state && <CreateIssueForm statusId={state.statusId} onDone={close} />}
    </Dialog>
  )
}

function CreateIssueForm({ statusId, onDone }: { statusId: string | null; onDone(): void }) {
  const client = useQueryClient()
  const draft = useDraft<NewIssueDraft>('new-issue', emptyDraft)
  const issue = { ...emptyDraft, ...draft.value }
  const change = (part: Partial<NewIssueDraft>) => draft.set({ ...issue, ...part })
  // One key for one intention: pressing the button again after a lost answer makes no second issue.
  const key = useRef({ of: '', id: '' })
  const create = useMutation({
    mutationFn: () => {
      const body = { ...issue, labels: [...issue.labels], ...(statusId && { status: statusId }) }
      const text = JSON.stringify(body)
      if (key.current.of !== text) key.current = { of: text, id: randomId() }
      return createIssue(body, key.current.id)
    },
    onSuccess: (created) => {
      keepIssue(client, created)
      void client.invalidateQueries({ queryKey: issueKeys.lists })
      draft.clear()
      onDone()
      toastDone(`${created.identifier} created.`, { label: 'Open', run: () => openIssueOver(created.identifier) })
    },
  })
  const isReady = issue.title.trim() !== ''
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (isReady) create.mutate()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.metaKey || event.ctrlKey) && isReady) create.mutate()
      }}
    >
      <TextField
        label="Title"
        autoFocus
        maxLength={500}
        value={issue.title}
        placeholder="What goes wrong, or what should be"
        onChange={(event) => change({ title: event.target.value })}
        problem={fieldProblem(create.error, 'title')}
      />
      <PossibleDuplicates title={issue.title} onOpen={onDone} />
      <TextAreaField
        label="Description"
        className="min-h-32"
        value={issue.description}
        placeholder="Markdown. What happens, what should happen, how to see it."
        onChange={(event) => change({ description: event.target.value })}
        problem={fieldProblem(create.error, 'description')}
      />
      <CreateIssueProperties issue={issue} onChange={change} />
      {create.error &&
        !(isProblem(create.error) && create.error.fields.some((field) => ['title', 'description'].includes(field.path))) && (
          <Notice>{problemText(create.error)}</Notice>
        )}
      <div className="flex items-center justify-end gap-2">
        <span className="mr-auto text-ink-3 text-meta">{isReady ? 'The draft is kept in this browser.' : ''}</span>
        {isReady && (
          <Button
            look="ghost"
            onClick={() => {
              draft.clear()
              onDone()
            }}
          >
            Throw away
          </Button>
        )}
        <Button type="submit" look="primary" disabled={!isReady} busy={create.isPending} title="⌘/Ctrl + Enter">
          {issue.assignee?.startsWith('agt_') ? 'Create and start' : 'Create issue'}
        </Button>
      </div>
    </form>
  )
}
