// The repositories of the workspace and how agents work in them.
'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { FolderGit2 } from 'lucide-react'
import { useState } from 'react'
import { api } from '../../ui/api-client.ts'
import { fieldProblem, problemText } from '../../ui/api-problem.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorState, Notice } from '../../ui/error-state.tsx'
import { CheckField, TextAreaField, TextField } from '../../ui/field.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { toastDone, toastProblem } from '../../ui/toast.tsx'
import { ConnectRepositoryForm } from './connect-repository-form.tsx'
import { useRepositories } from './issue-queries.ts'
import type { Repository } from './issue-types.ts'

export function RepositoriesPanel() {
  const repositories = useRepositories()
  const [editing, setEditing] = useState<Repository | null>(null)
  if (repositories.error && !repositories.data)
    return <ErrorState error={repositories.error} onRetry={() => void repositories.refetch()} />
  if (!repositories.data) return <Skeleton className="h-20" />
  return (
    <div className="flex flex-col gap-3">
      <ul className="flex flex-col divide-y">
        {repositories.data.map((repository) => (
          <li key={repository.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
            <FolderGit2 aria-hidden size={14} className="text-ink-3" />
            <span className="font-medium">{repository.full_name ?? repository.name}</span>
            <span className="min-w-0 truncate font-mono text-ink-3 text-meta">{repository.git_url}</span>
            {repository.is_default && <Badge tone="accent">default</Badge>}
            <Button className="ml-auto h-6" onClick={() => setEditing(repository)}>
              Edit
            </Button>
          </li>
        ))}
      </ul>
      <ConnectRepositoryForm />
      {editing && <EditRepositoryDialog key={editing.id} repository={editing} onClose={() => setEditing(null)} />}
    </div>
  )
}

function EditRepositoryDialog({ repository, onClose }: { repository: Repository; onClose(): void }) {
  const client = useQueryClient()
  const [edit, setEdit] = useState({
    name: repository.name,
    default_branch: repository.default_branch,
    setup_command: repository.setup_command ?? '',
    test_command: repository.test_command ?? '',
    guarded_paths: repository.guarded_paths.join('\n'),
    staging_branches: repository.staging_branches.join(' '),
    is_default: repository.is_default,
  })
  const refresh = () => client.invalidateQueries({ queryKey: ['repositories'] })
  const save = useMutation({
    mutationFn: () => api<Repository>(`/api/repositories/${repository.id}`, { method: 'PATCH', body: toBody(edit, repository) }),
    onSuccess: () => {
      toastDone('Saved. It holds from the next run on.')
      onClose()
    },
    onSettled: refresh,
  })
  const remove = useMutation({
    mutationFn: () => api<void>(`/api/repositories/${repository.id}`, { method: 'DELETE' }),
    onSuccess: onClose,
    onError: (error) => toastProblem(error, 'It stays connected'),
    onSettled: refresh,
  })
  const set = (part: Partial<typeof edit>) => setEdit({ ...edit, ...part })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={repository.full_name ?? repository.name}
      description={repository.git_url}
      footer={
        <>
          <Button look="danger" className="mr-auto" busy={remove.isPending} onClick={() => remove.mutate()}>
            Disconnect
          </Button>
          <Button look="primary" busy={save.isPending} onClick={() => save.mutate()}>
            Save
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <TextField
          label="Name"
          value={edit.name}
          onChange={(event) => set({ name: event.target.value })}
          problem={fieldProblem(save.error, 'name')}
        />
        <TextField
          label="Default branch"
          value={edit.default_branch}
          onChange={(event) => set({ default_branch: event.target.value })}
          problem={fieldProblem(save.error, 'default_branch')}
        />
        <TextField
          label="Staging branches"
          placeholder="staging develop"
          value={edit.staging_branches}
          onChange={(event) => set({ staging_branches: event.target.value })}
          problem={fieldProblem(save.error, 'staging_branches')}
          hint="What is merged into these reaches production with a later pull request out of them."
        />
        <TextField
          label="Setup command"
          className="font-mono text-meta"
          placeholder="npm ci"
          value={edit.setup_command}
          onChange={(event) => set({ setup_command: event.target.value })}
          problem={fieldProblem(save.error, 'setup_command')}
          hint="Agents may run exactly this."
        />
        <TextField
          label="Test command"
          className="font-mono text-meta"
          placeholder="npm test"
          value={edit.test_command}
          onChange={(event) => set({ test_command: event.target.value })}
          problem={fieldProblem(save.error, 'test_command')}
        />
        <TextAreaField
          label="Guarded paths"
          className="font-mono text-meta"
          value={edit.guarded_paths}
          onChange={(event) => set({ guarded_paths: event.target.value })}
          hint="One pattern a line, besides the ones that are always guarded. A change there waits for a person before the push."
        />
        <CheckField
          label="Default repository"
          hint="For issues that name none."
          checked={edit.is_default}
          disabled={repository.is_default}
          onChange={(is_default) => set({ is_default })}
        />
        {save.error && <Notice>{problemText(save.error)}</Notice>}
      </div>
    </Dialog>
  )
}

function toBody(
  edit: {
    name: string
    default_branch: string
    setup_command: string
    test_command: string
    guarded_paths: string
    staging_branches: string
    is_default: boolean
  },
  before: Repository,
) {
  return {
    name: edit.name.trim(),
    default_branch: edit.default_branch.trim(),
    setup_command: edit.setup_command.trim() || null,
    test_command: edit.test_command.trim() || null,
    guarded_paths: edit.guarded_paths
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
    staging_branches: edit.staging_branches.split(/[\s,]+/).filter(Boolean),
    ...(edit.is_default && !before.is_default && { is_default: true }),
  }
}
