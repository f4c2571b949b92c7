// Adds or changes a subscriber.
'use client'
import { useState } from 'react'
import { fieldProblem, isProblem, problemText } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { ChoiceCards } from '../../ui/choice-cards.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/error-state.tsx'
import { TextField } from '../../ui/field.tsx'
import { toastDone } from '../../ui/toast.tsx'
import { EventPicker, NoticePicker } from './event-picker.tsx'
import { bodyOf, editOf, emptyEdit, type WebhookEdit, withKind } from './webhook-form.ts'
import { type CreatedWebhook, useChangeWebhook, useCreateWebhook, type Webhook } from './webhook-queries.ts'
import { kindLooks, type NewKind, newKinds } from './webhook-words.ts'

export function CreateWebhookDialog({ onClose, onCreated }: { onClose(): void; onCreated(created: CreatedWebhook): void }) {
  const [edit, setEdit] = useState(emptyEdit)
  const create = useCreateWebhook()
  return (
    <FormDialog
      title="Tell somebody"
      submit={{ label: 'Create', isBusy: create.isPending }}
      onSubmit={() => create.mutate({ kind: edit.kind, ...bodyOf(edit) }, { onSuccess: onCreated })}
      onClose={onClose}
      edit={edit}
      onEdit={setEdit}
      error={create.error}
      isNew
    />
  )
}

export function EditWebhookDialog({ webhook, kind, onClose }: { webhook: Webhook; kind: NewKind; onClose(): void }) {
  const [edit, setEdit] = useState(() => editOf(webhook, kind))
  const change = useChangeWebhook(webhook.id)
  const save = () =>
    change.mutate(bodyOf(edit), {
      onSuccess: () => {
        toastDone('Saved. It holds from the next event on.')
        onClose()
      },
    })
  return (
    <FormDialog
      title={webhook.name}
      submit={{ label: 'Save', isBusy: change.isPending }}
      onSubmit={save}
      onClose={onClose}
      edit={edit}
      onEdit={setEdit}
      error={change.error}
      isNew={false}
    />
  )
}

interface FormProps {
  edit: WebhookEdit
  onEdit(edit: WebhookEdit): void
  error: Error | null
  isNew: boolean
}

interface FormDialogProps extends FormProps {
  title: string
  submit: { label: string; isBusy: boolean }
  onSubmit(): void
  onClose(): void
}

function FormDialog({ title, submit, onSubmit, onClose, ...form }: FormDialogProps) {
  const { edit, onEdit, error, isNew } = form
  const eventsProblem = isProblem(error) ? error.fields.find(({ path }) => path.startsWith('event_types'))?.message : undefined
  const Events = edit.kind === 'webhook' ? EventPicker : NoticePicker
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      footer={
        <Button
          look="primary"
          busy={submit.isBusy}
          disabled={edit.name.trim() === '' || edit.event_types.length === 0}
          onClick={onSubmit}
        >
          {submit.label}
        </Button>
      }
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          onSubmit()
        }}
      >
        {isNew && (
          <ChoiceCards
            legend="How"
            name="kind"
            choices={newKinds}
            looks={kindLooks}
            chosen={edit.kind}
            onChoose={(kind) => onEdit(withKind(edit, kind))}
          />
        )}
        <TextField
          label="Name"
          maxLength={100}
          value={edit.name}
          placeholder="Who is told"
          onChange={(event) => onEdit({ ...edit, name: event.target.value })}
          problem={fieldProblem(error, 'name')}
        />
        <TargetFields {...form} />
        <Events value={edit.event_types} onChange={(event_types) => onEdit({ ...edit, event_types })} problem={eventsProblem} />
        {error && <Notice>{problemText(error)}</Notice>}
        <button type="submit" hidden />
      </form>
    </Dialog>
  )
}

function TargetFields({ edit, onEdit, error, isNew }: FormProps) {
  const field = (name: 'url' | 'channel' | 'bot_token' | 'to') => ({
    value: edit[name],
    onChange: (event: { target: { value: string } }) => onEdit({ ...edit, [name]: event.target.value }),
    problem: isProblem(error)
      ? error.fields.find(({ path }) => path === name || path.startsWith(`${name}.`))?.message
      : undefined,
  })
  switch (edit.kind) {
    case 'webhook':
      return (
        <TextField
          label="URL"
          type="url"
          className="font-mono text-meta"
          placeholder="https://example.com/hooks/dispatch"
          hint="A public address. Messages are signed (Standard Webhooks); redirects are not followed."
          {...field('url')}
        />
      )
    case 'slack_webhook':
      return (
        <TextField
          label="Incoming webhook"
          type="url"
          className="font-mono text-meta"
          placeholder="https://hooks.slack.com/services/…"
          hint={
            isNew
              ? 'From your Slack app, under Incoming Webhooks. Who has it can post: it is kept encrypted.'
              : 'Enter a new one, or leave it as it is.'
          }
          {...field('url')}
        />
      )
    case 'slack_bot':
      return (
        <>
          <TextField label="Channel" placeholder="#fixes" hint="Invite the app to it." {...field('channel')} />
          <TextField
            label="Bot token"
            type="password"
            autoComplete="off"
            className="font-mono text-meta"
            placeholder="xoxb-…"
            hint={isNew ? 'Leave it out to use SLACK_BOT_TOKEN.' : 'Enter a new one, or leave it as it is.'}
            {...field('bot_token')}
          />
        </>
      )
    case 'email':
      return (
        <TextField
          label="To"
          placeholder="ada@example.com, grace@example.com"
          hint="Up to ten addresses. Needs SMTP_URL and MAIL_FROM."
          {...field('to')}
        />
      )
  }
}
