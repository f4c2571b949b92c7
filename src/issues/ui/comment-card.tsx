// A comment; its author and admins edit and delete it.
'use client'
import { Ellipsis, PencilLine, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { usePermission } from '../../access/ui/permission.ts'
import { useSession } from '../../access/ui/session.ts'
import { ActorIcon } from '../../ui/agent-mark.tsx'
import { problemText } from '../../ui/api-problem.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/error-state.tsx'
import { TextAreaField } from '../../ui/field.tsx'
import { Markdown } from '../../ui/markdown.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { toastDone } from '../../ui/toast.tsx'
import { useDraft } from '../../ui/use-draft.ts'
import { whenDone } from '../../ui/when-done.ts'
import type { Comment } from './issue-types.ts'
import { useDeleteComment, useEditComment } from './relation-queries.ts'

export function CommentCard({ comment }: { comment: Comment }) {
  const [mode, setMode] = useState<'read' | 'edit' | 'delete'>('read')
  const me = useSession().data?.actor
  const write = usePermission('comment.write').allowed
  const isAdmin = usePermission('member.manage').allowed
  const mayChange = write && (isAdmin || comment.author.id === me?.id)
  return (
    <article aria-label={`Comment of ${comment.author.name}`} className="my-1.5 rounded-lg border bg-raised">
      <header className="flex min-h-8 items-center gap-1.5 border-b px-3 py-1 text-ink-2 text-meta">
        <ActorIcon type={comment.author.type} size={13} />
        <span className="font-medium text-ink">{comment.author.name}</span>
        <RelativeTime at={comment.created_at} className="text-ink-3" />
        {comment.edited_at && <span className="text-ink-3">edited</span>}
        {mayChange && (
          <span className="ml-auto">
            <Menu
              align="end"
              trigger={
                <IconButton label={`More about the comment of ${comment.author.name}`} icon={Ellipsis} className="size-6" />
              }
            >
              <MenuItem icon={PencilLine} onSelect={() => setMode('edit')}>
                Edit
              </MenuItem>
              <MenuItem icon={Trash2} danger onSelect={() => setMode('delete')}>
                Delete
              </MenuItem>
            </Menu>
          </span>
        )}
      </header>
      {mode === 'edit' ? (
        <CommentEditor comment={comment} onDone={() => setMode('read')} />
      ) : (
        <Markdown className="px-3 py-2">{comment.body}</Markdown>
      )}
      {mode === 'delete' && <DeleteCommentDialog comment={comment} onClose={() => setMode('read')} />}
    </article>
  )
}

function CommentEditor({ comment, onDone }: { comment: Comment; onDone(): void }) {
  const draft = useDraft<string>(`comment.${comment.id}`, comment.body)
  const edit = useEditComment(comment.issue_id, comment.id)
  const finish = () => {
    draft.clear()
    onDone()
  }
  const text = draft.value.trim()
  return (
    <form
      className="flex flex-col gap-2 px-3 py-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (text === comment.body) finish()
        else edit.mutate(text, { onSuccess: finish })
      }}
    >
      <TextAreaField
        label="Comment, in Markdown"
        autoFocus
        maxLength={50_000}
        value={draft.value}
        onChange={(event) => draft.set(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) event.currentTarget.form?.requestSubmit()
          if (event.key === 'Escape') {
            event.stopPropagation()
            onDone()
          }
        }}
        hint="What it said before is kept for the audit."
      />
      {edit.error && <Notice>{problemText(edit.error)}</Notice>}
      <div className="flex justify-end gap-2">
        <Button onClick={finish}>Throw away</Button>
        <Button type="submit" look="primary" busy={edit.isPending} disabled={text === ''}>
          Save
        </Button>
      </div>
    </form>
  )
}

function DeleteCommentDialog({ comment, onClose }: { comment: Comment; onClose(): void }) {
  const remove = useDeleteComment(comment.issue_id, comment.id)
  const go = () =>
    whenDone(remove.mutateAsync(undefined), () => {
      toastDone('The comment is deleted.')
      onClose()
    })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Delete this comment?"
      description="It disappears for everybody. The audit keeps what it said."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button look="danger" busy={remove.isPending} onClick={go}>
            Delete
          </Button>
        </>
      }
    >
      {remove.error && <Notice>{problemText(remove.error)}</Notice>}
    </Dialog>
  )
}
