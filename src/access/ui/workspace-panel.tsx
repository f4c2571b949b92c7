// Name and prefix of the workspace, and the way to be rid of it.
'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../ui/api-client.ts'
import { fieldProblem, problemText } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState, Notice } from '../../ui/error-state.tsx'
import { TextField } from '../../ui/field.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { toastDone } from '../../ui/toast.tsx'
import { usePermission } from './permission.ts'
import { accessKeys, useWorkspace, type Workspace } from './session.ts'
import { DeleteWorkspaceDialog, prefixProblem } from './workspace-dialogs.tsx'
import { WorkspaceSwitch } from './workspace-switch.tsx'

export function WorkspacePanel() {
  const workspace = useWorkspace()
  if (workspace.error && !workspace.data) return <ErrorState error={workspace.error} onRetry={() => void workspace.refetch()} />
  if (!workspace.data) return <Skeleton className="h-24" />
  return <WorkspaceForm key={workspace.data.id} workspace={workspace.data} />
}

function WorkspaceForm({ workspace }: { workspace: Workspace }) {
  const client = useQueryClient()
  const manage = usePermission('workspace.manage')
  const remove = usePermission('workspace.delete')
  const [name, setName] = useState(workspace.name)
  const [prefix, setPrefix] = useState(workspace.prefix)
  const [deleting, setDeleting] = useState(false)
  const save = useMutation({
    mutationFn: () => api<Workspace>('/api/workspaces/current', { method: 'PATCH', body: changesOf(workspace, name, prefix) }),
    onSuccess: () => toastDone('Saved.'),
    onSettled: () =>
      Promise.all(
        [accessKeys.workspace, accessKeys.workspaces, accessKeys.session].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ),
  })
  const isChanged = Object.keys(changesOf(workspace, name, prefix)).length > 0
  const nameProblem = fieldProblem(save.error, 'name')
  const aliases = workspace.prefix_aliases ?? []
  return (
    <div className="flex flex-col gap-4">
      {/* Phones have no rail. */}
      <div className="rounded-md border sm:hidden">
        <WorkspaceSwitch compact={false} />
      </div>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (isChanged) save.mutate()
        }}
      >
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField
            label="Name"
            required
            maxLength={100}
            disabled={!manage.allowed}
            value={name}
            onChange={(event) => setName(event.target.value)}
            problem={nameProblem}
          />
          <TextField
            label="Prefix"
            required
            maxLength={10}
            className="font-mono"
            disabled={!manage.allowed}
            value={prefix}
            onChange={(event) => setPrefix(event.target.value.toUpperCase())}
            problem={prefixProblem(save.error)}
            hint={
              aliases.length > 0
                ? `Issues by their earlier names (${aliases.join(', ')}) are still found.`
                : 'After a change issues are still found by their old names.'
            }
          />
        </div>
        {save.error && !nameProblem && !prefixProblem(save.error) && <Notice>{problemText(save.error)}</Notice>}
        {manage.allowed ? (
          <div>
            <Button
              type="submit"
              look="primary"
              busy={save.isPending}
              disabled={!isChanged || name.trim() === '' || prefix === ''}
            >
              Save
            </Button>
          </div>
        ) : (
          <p className="text-ink-3 text-meta">{manage.reason}</p>
        )}
      </form>
      {remove.allowed && !workspace.is_default && !workspace.is_demo && (
        <div>
          <Button look="danger" onClick={() => setDeleting(true)}>
            Delete the workspace
          </Button>
        </div>
      )}
      {remove.allowed && workspace.is_default && (
        <p className="text-ink-3 text-meta">This is the default workspace: the installation begins with it, so it stays.</p>
      )}
      {deleting && <DeleteWorkspaceDialog workspace={workspace} onClose={() => setDeleting(false)} />}
    </div>
  )
}

function changesOf(workspace: Workspace, name: string, prefix: string): { name?: string; prefix?: string } {
  return {
    ...(name.trim() !== workspace.name && { name: name.trim() }),
    ...(prefix !== workspace.prefix && { prefix }),
  }
}
