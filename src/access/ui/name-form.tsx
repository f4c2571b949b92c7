// The first login of a browser says who it is, so that the log can name people although they share a password.
'use client'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../ui/api-client.ts'
import { problemText } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { keep, kept } from '../../ui/kept.ts'

const storageKey = 'dispatch:said-name'

/** Whether somebody at this browser has said who they are. */
export function hasSaidName(): boolean {
  return kept(storageKey) !== null
}

/** `assumed` is who the server takes this person for; empty when it knows nobody. */
export function NameForm({ assumed, onDone }: { assumed: string; onDone(): void }) {
  const [name, setName] = useState(assumed)
  const save = useMutation({
    mutationFn: () => api<unknown>('/api/auth/session', { method: 'PATCH', body: { display_name: name.trim() } }),
    onSuccess: () => {
      keep(storageKey, name.trim())
      onDone()
    },
  })
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <TextField
        label="Your name"
        autoComplete="name"
        autoFocus
        required
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.target.value)}
        problem={save.error ? problemText(save.error) : undefined}
        hint={
          assumed
            ? `${assumed} came in with the shared password before. If you are somebody else, write your own name: it is shown beside what you do.`
            : 'Shown beside what you do. The password is shared, so the log marks it as such.'
        }
      />
      <Button type="submit" look="primary" className="h-8 w-full" busy={save.isPending} disabled={name.trim() === ''}>
        Continue
      </Button>
    </form>
  )
}
