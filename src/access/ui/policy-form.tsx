// The workspace's policy; only what was changed is sent.
'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../ui/api-client.ts'
import { fieldProblem, problemText } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { Notice } from '../../ui/error-state.tsx'
import { toastDone } from '../../ui/toast.tsx'
import type { Policy } from '../domain/policy.ts'
import { changedPolicy, policyGroups } from './policy-fields.ts'
import { PolicyInput } from './policy-input.tsx'
import { accessKeys, type Workspace } from './session.ts'

export function PolicyForm({ workspace }: { workspace: Workspace }) {
  const client = useQueryClient()
  const [edits, setEdits] = useState<Partial<Policy>>({})
  const shown = { ...workspace.policy, ...edits }
  const changes = changedPolicy(workspace.policy, shown)
  const isChanged = Object.keys(changes).length > 0
  const save = useMutation({
    mutationFn: () => api<Workspace>('/api/workspaces/current', { method: 'PATCH', body: { policy: changes } }),
    onSuccess: (saved) => {
      client.setQueryData(accessKeys.workspace, saved)
      setEdits({})
      toastDone('Saved. It holds from the next decision on.')
      return client.invalidateQueries({ queryKey: ['fleet'] })
    },
  })
  return (
    <form
      className="flex flex-col gap-6"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      {policyGroups.map((group) => (
        <fieldset key={group.title} className="flex flex-col gap-3">
          <legend className="mb-2 font-medium text-ink text-read">{group.title}</legend>
          <div className="grid gap-x-4 gap-y-3.5 sm:grid-cols-2">
            {group.fields.map((field) => (
              <PolicyInput
                key={field.name}
                field={field}
                value={shown[field.name]}
                onChange={(value) => setEdits({ ...edits, [field.name]: value })}
                problem={fieldProblem(save.error, `policy.${field.name}`)}
              />
            ))}
          </div>
        </fieldset>
      ))}
      {save.error && <Notice>{problemText(save.error)}</Notice>}
      <div className={cx('-mx-1 flex items-center gap-2 bg-canvas px-1 py-2', isChanged && 'sticky bottom-0 border-t')}>
        <Button type="submit" look="primary" disabled={!isChanged} busy={save.isPending}>
          Save
        </Button>
        {isChanged && (
          <Button look="ghost" onClick={() => setEdits({})}>
            Undo
          </Button>
        )}
      </div>
    </form>
  )
}
