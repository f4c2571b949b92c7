// What is asked before a secret is replaced or a connection goes.
'use client'
import { useState } from 'react'
import { fieldProblem, problemText } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/error-state.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { toastDone } from '../../ui/toast.tsx'
import { whenDone } from '../../ui/when-done.ts'
import { vendorOf } from './connection-form.ts'
import { type Connection, useDeleteConnection, useRotateConnectionSecret } from './connection-queries.ts'
import { ConnectionSecretDialog } from './connection-secret.tsx'

interface ConfirmProps {
  connection: Connection
  onClose(): void
}

const spans = [
  { value: '86400', label: 'for a day' },
  { value: '3600', label: 'for an hour' },
  { value: '604800', label: 'for a week' },
  { value: 'until', label: 'until I retire it' },
  { value: '0', label: 'not at all' },
]

export function RotateConnectionDialog({ connection, onClose }: ConfirmProps) {
  const [own, setOwn] = useState('')
  const [span, setSpan] = useState('86400')
  const rotate = useRotateConnectionSecret(connection.id)
  const { source, settings, secret } = connection
  if (rotate.data)
    return <ConnectionSecretDialog connection={rotate.data} vendor={vendorOf(source, settings)} onClose={onClose} />
  const isSentry = source === 'sentry'
  const submit = () =>
    rotate.mutate({
      ...(own.trim() && { secret: own.trim() }),
      old_valid_seconds: span === 'until' ? null : Number(span),
    })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={secret.state === 'none' ? `A secret for ${connection.name}` : `A new secret for ${connection.name}`}
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button look="primary" busy={rotate.isPending} disabled={isSentry && own.trim() === ''} onClick={submit}>
            {own.trim() ? 'Set it' : 'Make one'}
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <TextField
          label={isSentry ? 'Client secret' : 'Secret'}
          type="password"
          autoComplete="off"
          className="font-mono text-meta"
          value={own}
          onChange={(event) => setOwn(event.target.value)}
          hint={isSentry ? 'Sentry shows it at the integration.' : 'Leave it out, and one is made and shown once.'}
          problem={fieldProblem(rotate.error, 'secret')}
        />
        {secret.state !== 'none' && (
          <SelectField
            label="The present one stays valid beside it"
            options={spans}
            value={span}
            onChange={(event) => setSpan(event.target.value)}
            hint={secret.old_valid ? 'The one before it ends now.' : 'Change the sender over in that time, and nothing is lost.'}
          />
        )}
        {rotate.error && <Notice>{problemText(rotate.error)}</Notice>}
        <button type="submit" hidden />
      </form>
    </Dialog>
  )
}

export function DeleteConnectionDialog({ connection, onClose }: ConfirmProps) {
  const remove = useDeleteConnection(connection.id)
  const done = () => {
    toastDone(`${connection.name} can deliver no more.`)
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Delete ${connection.name}?`}
      description="Its address answers 404 from then on, and its secrets are gone. The issues that it brought stay."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button look="danger" busy={remove.isPending} onClick={() => whenDone(remove.mutateAsync(undefined), done)}>
            Delete
          </Button>
        </>
      }
    >
      {remove.error && <Notice>{problemText(remove.error)}</Notice>}
    </Dialog>
  )
}
