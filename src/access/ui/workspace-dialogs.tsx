// Making a workspace, and deleting one by typing its name.
'use client'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../ui/api-client.ts'
import { fieldProblem, isProblem, problemText } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/error-state.tsx'
import { TextField } from '../../ui/field.tsx'
import { leaveForBoard, switchWorkspace, type Workspace } from './session.ts'

/** A name's letters as a prefix: "Web shop" → "WEBSHOP". */
export function suggestPrefix(name: string): string {
  return name
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, '')
    .replace(/^\d+/, '')
    .slice(0, 10)
}

export function prefixProblem(error: unknown): string | undefined {
  return (
    fieldProblem(error, 'prefix') ??
    (isProblem(error, 'prefix_taken') || isProblem(error, 'workspace_exists') ? problemText(error) : undefined)
  )
}

export function CreateWorkspaceDialog({ onClose }: { onClose(): void }) {
  const [name, setName] = useState('')
  const [typedPrefix, setTypedPrefix] = useState<string | null>(null)
  const prefix = typedPrefix ?? suggestPrefix(name)
  const create = useMutation({
    mutationFn: async () => {
      const body = { name: name.trim(), prefix }
      const { id } = await api<Workspace>('/api/workspaces', { method: 'POST', body })
      await switchWorkspace(id)
    },
  })
  const nameProblem = fieldProblem(create.error, 'name')
  const otherProblem = create.error && !nameProblem && !prefixProblem(create.error) ? problemText(create.error) : null
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="New workspace"
      description="Issues, agents, keys and people of its own. You are its owner; nobody else is in it yet."
      footer={
        <Button
          look="primary"
          type="submit"
          form="new-workspace"
          busy={create.isPending || create.isSuccess}
          disabled={name.trim() === '' || prefix === ''}
        >
          Create and go there
        </Button>
      }
    >
      <form
        id="new-workspace"
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          create.mutate()
        }}
      >
        <TextField
          label="Name"
          autoFocus
          required
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.target.value)}
          problem={nameProblem}
        />
        <TextField
          label="Prefix"
          required
          maxLength={10}
          value={prefix}
          onChange={(event) => {
            create.reset()
            setTypedPrefix(event.target.value.toUpperCase())
          }}
          className="font-mono"
          problem={prefixProblem(create.error)}
          hint={`Issues are called ${prefix || 'SHOP'}-1, ${prefix || 'SHOP'}-2 and so on.`}
        />
        {otherProblem && <Notice>{otherProblem}</Notice>}
      </form>
    </Dialog>
  )
}

export function DeleteWorkspaceDialog({ workspace, onClose }: { workspace: Workspace; onClose(): void }) {
  const [typed, setTyped] = useState('')
  const remove = useMutation({
    mutationFn: () => api<void>('/api/workspaces/current', { method: 'DELETE', body: { confirm: typed } }),
    onSuccess: leaveForBoard,
  })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Delete ${workspace.name}?`}
      description="It is gone for everybody at once: its issues, its keys, its webhooks. There is no way back in the interface."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button
            look="danger"
            type="submit"
            form="delete-workspace"
            busy={remove.isPending || remove.isSuccess}
            disabled={typed !== workspace.name}
          >
            Delete the workspace
          </Button>
        </>
      }
    >
      <form
        id="delete-workspace"
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (typed === workspace.name) remove.mutate()
        }}
      >
        <TextField
          label={`Type its name: ${workspace.name}`}
          autoComplete="off"
          autoFocus
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        {remove.error && (
          <Notice>
            {isProblem(remove.error, 'run_active')
              ? 'Agents work in it right now. Cancel their runs first.'
              : problemText(remove.error)}
          </Notice>
        )}
      </form>
    </Dialog>
  )
}
