// Connecting a repository: a folder of this machine, an address, or owner/name. The server looks before it believes.
'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../ui/api-client.ts'
import { problemText } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { toastDone } from '../../ui/toast.tsx'
import type { Repository } from './issue-types.ts'

export function ConnectRepositoryForm({ onDone }: { onDone?(): void }) {
  const client = useQueryClient()
  const [address, setAddress] = useState('')
  const connect = useMutation({
    mutationFn: () => api<Repository>('/api/repositories', { method: 'POST', body: { git_url: address.trim() } }),
    onSuccess: (repository) => {
      setAddress('')
      toastDone(`${repository.full_name ?? repository.name} is connected, default branch ${repository.default_branch}.`)
      onDone?.()
      return Promise.all([['repositories'], ['guide']].map((queryKey) => client.invalidateQueries({ queryKey })))
    },
  })
  return (
    <form
      className="flex flex-col gap-2 sm:flex-row sm:items-start"
      onSubmit={(event) => {
        event.preventDefault()
        connect.mutate()
      }}
    >
      <div className="min-w-0 flex-1">
        <TextField
          label="Repository"
          value={address}
          required
          placeholder="owner/name, https://…, or /path/to/folder"
          onChange={(event) => setAddress(event.target.value)}
          problem={connect.error ? problemText(connect.error) : undefined}
          hint={connect.isPending ? 'Looking whether it can be read' : undefined}
        />
      </div>
      <Button type="submit" className="h-8 sm:mt-5" busy={connect.isPending} disabled={address.trim() === ''}>
        Connect
      </Button>
    </form>
  )
}
