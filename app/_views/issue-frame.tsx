// The bar above an issue, and its loading, missing and denied states.
'use client'
import { ArrowUpRight, Ellipsis, Link2, Trash2, X } from 'lucide-react'
import Link from 'next/link'
import { type ReactNode, useState } from 'react'
import { usePermission } from '#src/access/ui/permission.ts'
import { useDeleteIssue, useIssue } from '#src/issues/ui/issue-queries.ts'
import { issuePath } from '#src/issues/ui/open-issue.ts'
import { StatusGlyph } from '#src/issues/ui/status-glyph.tsx'
import { Button, IconButton } from '#src/ui/button.tsx'
import { Dialog } from '#src/ui/dialog.tsx'
import { ErrorState } from '#src/ui/error-state.tsx'
import { LiveDot } from '#src/ui/live/live-dot.tsx'
import { Menu, MenuItem } from '#src/ui/menu.tsx'
import { SkeletonRows } from '#src/ui/skeleton.tsx'
import { toastDone, toastProblem } from '#src/ui/toast.tsx'
import { useDocumentTitle } from '#src/ui/use-document-title.ts'
import { IssueView } from './issue-view.tsx'

interface IssueFrameProps {
  identifier: string
  /** Closes the overlay; absent on the issue's own page. */
  onClose?(): void
  /** Where to go when the issue was deleted. */
  onGone(): void
}

export function IssueFrame({ identifier, onClose, onGone }: IssueFrameProps) {
  const issue = useIssue(identifier)
  const title = issue.data ? `${issue.data.identifier} ${issue.data.title}` : identifier
  useDocumentTitle(title)
  return (
    <>
      <header className="flex h-11 shrink-0 items-center gap-2 border-b bg-panel px-3 sm:px-4">
        {issue.data && <StatusGlyph category={issue.data.status.category} />}
        <span className="font-mono text-ink-2 text-meta">{issue.data?.identifier ?? identifier}</span>
        <span className="min-w-0 truncate text-ink-3 text-meta max-sm:hidden">{issue.data?.status.name}</span>
        <span className="ml-auto flex items-center gap-0.5">
          {!onClose && <LiveDot />}
          {issue.data && <IssueMenu id={issue.data.id} identifier={issue.data.identifier} onGone={onGone} />}
          {onClose && (
            <Link
              href={issuePath(identifier)}
              aria-label="Open as a page"
              title="Open as a page"
              className={iconLink}
              prefetch={false}
            >
              <ArrowUpRight aria-hidden size={15} />
            </Link>
          )}
          {onClose && <IconButton label="Close (Esc)" icon={X} onClick={onClose} />}
        </span>
      </header>
      <Body>
        {issue.data ? (
          <IssueView issue={issue.data} />
        ) : issue.error ? (
          <ErrorState error={issue.error} onRetry={() => void issue.refetch()} back={{ href: '/issues', label: 'All issues' }} />
        ) : (
          <SkeletonRows label="Loading the issue" />
        )}
      </Body>
    </>
  )
}

const iconLink = 'inline-flex size-7 items-center justify-center rounded-md text-ink-3 hover:bg-hover hover:text-ink'

function Body({ children }: { children: ReactNode }) {
  return <div className="flex min-h-0 flex-1 flex-col">{children}</div>
}

function IssueMenu({ id, identifier, onGone }: { id: string; identifier: string; onGone(): void }) {
  const [asking, setAsking] = useState(false)
  const remove = useDeleteIssue()
  const mayDelete = usePermission('issue.delete').allowed
  const copy = async () => {
    await navigator.clipboard.writeText(window.location.origin + issuePath(identifier))
    toastDone('Link copied.')
  }
  return (
    <>
      <Menu align="end" trigger={<IconButton label="More" icon={Ellipsis} />}>
        <MenuItem
          icon={Link2}
          onSelect={() => void copy().catch(() => toastProblem(new Error('The browser did not allow to copy.')))}
        >
          Copy link
        </MenuItem>
        {mayDelete && (
          <MenuItem icon={Trash2} danger onSelect={() => setAsking(true)}>
            Delete
          </MenuItem>
        )}
      </Menu>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={`Delete ${identifier}?`}
        description="It disappears everywhere; its number is never used again. An error that recurs makes a new issue."
        footer={
          <>
            <Button onClick={() => setAsking(false)}>Keep it</Button>
            <Button
              look="danger"
              busy={remove.isPending}
              onClick={() =>
                remove.mutate(id, {
                  onSuccess: () => {
                    setAsking(false)
                    toastDone(`${identifier} deleted.`)
                    onGone()
                  },
                  onError: (error) => toastProblem(error, `${identifier} was not deleted`),
                })
              }
            >
              Delete
            </Button>
          </>
        }
      />
    </>
  )
}
