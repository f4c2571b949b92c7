// Issues elsewhere that this one stands for: Sentry, GitHub, Linear. Added by address.
'use client'
import { ExternalLink, X } from 'lucide-react'
import { useState } from 'react'
import { usePermission } from '../../access/ui/permission.ts'
import { fieldProblem, problemText } from '../../ui/api-problem.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/error-state.tsx'
import { TextField } from '../../ui/field.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { toastDone } from '../../ui/toast.tsx'
import { whenDone } from '../../ui/when-done.ts'
import type { Issue } from './issue-types.ts'
import { useAddLink, useRemoveLink } from './relation-queries.ts'

type External = Issue['external_issues'][number]

const sourceNames: Record<string, string> = {
  sentry: 'Sentry',
  github: 'GitHub',
  loki: 'Grafana',
  linear: 'Linear',
  signal: 'Signal',
}

export function LinksPanel({ issue }: { issue: Issue }) {
  const write = usePermission('issue.write')
  const [leaving, setLeaving] = useState<External | null>(null)
  return (
    <div className="flex flex-col gap-2">
      {issue.external_issues.length === 0 && <p className="text-ink-3">Linked to nothing elsewhere.</p>}
      <ul aria-label="Links">
        {issue.external_issues.map((external) => (
          <li key={external.id} className="flex items-start gap-1">
            <LinkLine external={external} />
            {write.allowed && (
              <IconButton
                label={`Take the link to ${external.short_id ?? external.external_id} away`}
                icon={X}
                size={13}
                className="size-6"
                onClick={() => setLeaving(external)}
              />
            )}
          </li>
        ))}
      </ul>
      {write.allowed && <AddLink issueId={issue.id} />}
      {leaving && <RemoveLinkDialog issueId={issue.id} external={leaving} onClose={() => setLeaving(null)} />}
    </div>
  )
}

function LinkLine({ external }: { external: External }) {
  const text = external.short_id ?? external.external_id
  return (
    <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-1.5 py-1">
      <span className="text-ink-3">{sourceNames[external.source] ?? external.source}</span>
      {external.url ? (
        <a
          href={external.url}
          target="_blank"
          rel="noopener noreferrer nofollow"
          className="inline-flex items-center gap-1 break-all font-mono text-accent text-meta hover:underline"
        >
          {text} <ExternalLink aria-hidden size={11} />
        </a>
      ) : (
        <span className="break-all font-mono text-meta">{text}</span>
      )}
      {external.occurrences > 0 && (
        <span className="text-ink-3 text-meta">
          {external.occurrences.toLocaleString('en-GB')} events
          {external.users_affected > 0 && `, ${external.users_affected.toLocaleString('en-GB')} users`}
          {external.last_seen && (
            <>
              , last <RelativeTime at={external.last_seen} />
            </>
          )}
        </span>
      )}
    </span>
  )
}

function AddLink({ issueId }: { issueId: string }) {
  const [url, setUrl] = useState('')
  const add = useAddLink(issueId)
  return (
    <form
      className="flex items-start gap-1.5"
      onSubmit={(event) => {
        event.preventDefault()
        add.mutate(url.trim(), { onSuccess: () => setUrl('') })
      }}
    >
      <div className="min-w-0 flex-1">
        <TextField
          label="Address of an issue elsewhere"
          type="url"
          placeholder="https://acme.sentry.io/issues/…"
          maxLength={2000}
          value={url}
          onChange={(event) => {
            add.reset()
            setUrl(event.target.value)
          }}
          problem={add.error ? (fieldProblem(add.error, 'url') ?? problemText(add.error)) : undefined}
        />
      </div>
      <Button type="submit" className="mt-5 h-8" busy={add.isPending} disabled={url.trim() === ''}>
        Link
      </Button>
    </form>
  )
}

function RemoveLinkDialog({ issueId, external, onClose }: { issueId: string; external: External; onClose(): void }) {
  const remove = useRemoveLink(issueId)
  const go = () =>
    whenDone(remove.mutateAsync(external.id), () => {
      toastDone('The link is gone.')
      onClose()
    })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Take the link to ${external.short_id ?? external.external_id} away?`}
      description="What happens there no longer counts here. An error that recurs there makes an issue of its own."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button look="danger" busy={remove.isPending} onClick={go}>
            Take it away
          </Button>
        </>
      }
    >
      {remove.error && <Notice>{problemText(remove.error)}</Notice>}
    </Dialog>
  )
}
