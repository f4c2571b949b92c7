// API keys: made once, shown once, revoked at any time.
'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { api } from '../../ui/api-client.ts'
import { fieldProblem, problemText } from '../../ui/api-problem.ts'
import { Tag } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorState, Notice } from '../../ui/error-state.tsx'
import { CheckField, TextField } from '../../ui/field.tsx'
import type { Page } from '../../ui/page.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { ShownOnceDialog } from '../../ui/shown-once-dialog.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { toastDone, toastProblem } from '../../ui/toast.tsx'
import { type ApiKey, accessKeys } from './session.ts'

type Scope = ApiKey['scopes'][number]

const scopes: { value: Scope; label: string; hint: string }[] = [
  { value: 'read', label: 'Read', hint: 'Issues, runs, fixes, deliveries' },
  { value: 'write', label: 'Write', hint: 'Create and change issues, start runs' },
  { value: 'agent', label: 'Agent', hint: 'Work as an agent that runs elsewhere' },
  { value: 'deploy', label: 'Deploy', hint: 'Tell of deployments, nothing else' },
  { value: 'admin', label: 'Admin', hint: 'Everything, approvals and keys included' },
]

export function KeysPanel() {
  const client = useQueryClient()
  const [creating, setCreating] = useState(false)
  const keys = useQuery({ queryKey: accessKeys.keys, queryFn: () => api<Page<ApiKey>>('/api/keys', { query: { limit: 200 } }) })
  const revoke = useMutation({
    mutationFn: (id: string) => api<void>(`/api/keys/${id}`, { method: 'DELETE' }),
    onSuccess: () => toastDone('Revoked. Its next request is refused.'),
    onError: (error) => toastProblem(error),
    onSettled: () => client.invalidateQueries({ queryKey: accessKeys.keys }),
  })
  if (keys.error && !keys.data) return <ErrorState error={keys.error} onRetry={() => void keys.refetch()} />
  if (!keys.data) return <Skeleton className="h-16" />
  return (
    <div className="flex flex-col gap-2">
      {keys.data.items.length === 0 && <p className="text-ink-2">No key yet. Programs use one as a bearer token.</p>}
      <ul className="flex flex-col divide-y">
        {keys.data.items.map((key) => (
          <li key={key.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
            <KeyRound aria-hidden size={14} className="text-ink-3" />
            <span className={key.revoked_at ? 'text-ink-3 line-through' : 'font-medium'}>{key.name}</span>
            <span className="font-mono text-ink-3 text-meta">{key.hint}</span>
            <span className="flex gap-1">
              {key.scopes.map((scope) => (
                <Tag key={scope}>{scope}</Tag>
              ))}
            </span>
            <span className="ml-auto text-ink-3 text-meta">
              {key.revoked_at ? (
                <>
                  revoked <RelativeTime at={key.revoked_at} />
                </>
              ) : key.last_used_at ? (
                <>
                  used <RelativeTime at={key.last_used_at} />
                </>
              ) : (
                'never used'
              )}
            </span>
            {!key.revoked_at && (
              <Button
                look="danger"
                className="h-6"
                busy={revoke.isPending && revoke.variables === key.id}
                onClick={() => revoke.mutate(key.id)}
              >
                Revoke
              </Button>
            )}
          </li>
        ))}
      </ul>
      <div>
        <Button icon={Plus} onClick={() => setCreating(true)}>
          New key
        </Button>
      </div>
      {creating && <CreateKeyDialog onClose={() => setCreating(false)} />}
    </div>
  )
}

function CreateKeyDialog({ onClose }: { onClose(): void }) {
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<Scope[]>(['read'])
  const create = useMutation({
    mutationFn: () => api<ApiKey & { key: string }>('/api/keys', { method: 'POST', body: { name: name.trim(), scopes: chosen } }),
    onSuccess: () => client.invalidateQueries({ queryKey: accessKeys.keys }),
  })
  const toggle = (scope: Scope, on: boolean) => setChosen(on ? [...chosen, scope] : chosen.filter((item) => item !== scope))
  if (create.data)
    return (
      <ShownOnceDialog
        title="Your new key"
        description="Copy it now: it is stored only as a hash and is never shown again."
        text={create.data.key}
        onClose={onClose}
      />
    )
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="New API key"
      footer={
        <Button
          look="primary"
          busy={create.isPending}
          disabled={name.trim() === '' || chosen.length === 0}
          onClick={() => create.mutate()}
        >
          Create
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <TextField
          label="Name"
          autoFocus
          maxLength={80}
          value={name}
          placeholder="What uses it"
          onChange={(event) => setName(event.target.value)}
          problem={fieldProblem(create.error, 'name')}
        />
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1 font-medium text-ink-2 text-meta">What it may do</legend>
          {scopes.map((scope) => (
            <CheckField
              key={scope.value}
              label={scope.label}
              hint={scope.hint}
              checked={chosen.includes(scope.value)}
              onChange={(on) => toggle(scope.value, on)}
            />
          ))}
        </fieldset>
        {create.error && <Notice>{problemText(create.error)}</Notice>}
      </div>
    </Dialog>
  )
}
