// Writing a comment; the draft survives reloads and ended sessions.
'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { api } from '../../ui/api-client.ts'
import { problemText } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { Notice } from '../../ui/error-state.tsx'
import { inputClasses } from '../../ui/field.tsx'
import { randomId } from '../../ui/random-id.ts'
import { useDraft } from '../../ui/use-draft.ts'
import { issueKeys } from './issue-queries.ts'

export function CommentForm({ issueId }: { issueId: string }) {
  const client = useQueryClient()
  const draft = useDraft<string>(`comment.${issueId}`, '')
  const key = useRef({ of: '', id: '' })
  const post = useMutation({
    mutationFn: () => {
      const body = draft.value.trim()
      if (key.current.of !== body) key.current = { of: body, id: randomId() }
      return api<{ id: string }>(`/api/issues/${encodeURIComponent(issueId)}/comments`, {
        method: 'POST',
        body: { body },
        idempotencyKey: key.current.id,
      })
    },
    onSuccess: () => {
      draft.clear()
      return client.invalidateQueries({ queryKey: issueKeys.one(issueId) })
    },
  })
  const isReady = draft.value.trim() !== ''
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        post.mutate()
      }}
    >
      <textarea
        aria-label="Comment"
        placeholder="Comment, in Markdown"
        maxLength={50_000}
        value={draft.value}
        onChange={(event) => draft.set(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey) && isReady) post.mutate()
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
        className={cx(inputClasses, 'min-h-16 resize-y py-2 text-read [field-sizing:content]')}
      />
      {post.error && <Notice>{problemText(post.error)}</Notice>}
      <div className="flex items-center justify-end gap-2">
        <Button
          type="submit"
          look={isReady ? 'primary' : 'plain'}
          disabled={!isReady}
          busy={post.isPending}
          title="⌘/Ctrl + Enter"
        >
          Comment
        </Button>
      </div>
    </form>
  )
}
