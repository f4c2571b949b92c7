// Where in a sender's bodies things stand, and what that would read in a sample.
'use client'
import { FlaskConical } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/error-state.tsx'
import { TextAreaField, TextField } from '../../ui/field.tsx'
import { defaultPaths, mappedFields, settingsOf } from './connection-form.ts'
import { type TriedSettings, useTrySettings } from './connection-queries.ts'
import { problemBelow, type SettingsProps } from './connection-settings.tsx'
import { mappedWords, settingsRefusal } from './settings-words.ts'

export function MappingEditor(props: SettingsProps) {
  const { edit, onEdit, error } = props
  return (
    <details className="rounded-md border px-3 py-2">
      <summary className="cursor-default font-medium">Where things stand in its bodies</summary>
      <p className="mt-1 mb-3 text-ink-3 text-meta">
        JSONPath, e.g. $.error.id. Of several, separated by commas, the first that finds something counts. Empty fields are read
        as shown.
      </p>
      <div className="grid gap-3 sm:grid-cols-2">
        {mappedFields.map((field) => (
          <TextField
            key={field}
            label={mappedWords[field]}
            className="font-mono text-meta"
            value={edit.paths[field]}
            placeholder={defaultPaths(edit.vendor, field) || 'nothing'}
            onChange={(event) => onEdit({ ...edit, paths: { ...edit.paths, [field]: event.target.value } })}
            problem={problemBelow(error, `settings.mapping.${field}`)}
          />
        ))}
        <TextField
          label="States that mean it happens"
          placeholder="as usual"
          value={edit.firing}
          onChange={(event) => onEdit({ ...edit, firing: event.target.value })}
        />
        <TextField
          label="States that mean it is over"
          placeholder="as usual"
          value={edit.resolved}
          onChange={(event) => onEdit({ ...edit, resolved: event.target.value })}
        />
      </div>
      <TrySample {...props} />
    </details>
  )
}

function TrySample({ edit }: SettingsProps) {
  const [body, setBody] = useState('')
  const attempt = useTrySettings()
  return (
    <div className="mt-3 flex flex-col gap-2">
      <TextAreaField
        label="Try with a sample body"
        className="min-h-28 font-mono text-meta"
        placeholder={'{"external_id": "checkout-503", "title": "Checkout answers 503"}'}
        value={body}
        onChange={(event) => setBody(event.target.value)}
        hint="Nothing is stored, and nothing happens."
      />
      <div>
        <Button
          icon={FlaskConical}
          busy={attempt.isPending}
          disabled={body.trim() === ''}
          onClick={() => attempt.mutate({ source: 'signal', settings: settingsOf(edit), body })}
        >
          Show what would be read
        </Button>
      </div>
      <div aria-live="polite">
        {attempt.error && <Notice>{settingsRefusal(attempt.error)}</Notice>}
        {attempt.data && <Reading tried={attempt.data} />}
      </div>
    </div>
  )
}

function Reading({ tried }: { tried: TriedSettings }) {
  const [signal] = tried.signals
  if (!signal) return <Notice tone={tried.outcome === 'ignored' ? 'info' : 'fail'}>{tried.sentence}</Notice>
  const rows: [string, string | null][] = [
    ['Issue', signal.title],
    ['Id of the error', signal.external_id],
    ['Priority', signal.priority],
    ['Label', signal.labels.join(', ')],
    ['Time', signal.occurred_at],
    ['Id of the event', signal.event_id],
    ['Project', signal.project],
    ['Release', signal.release],
    ['Environment', signal.environment],
    ['Address', signal.url],
    ['Message', signal.message],
  ]
  return (
    <div className="rounded-md border bg-panel px-3 py-2">
      <p className="mb-1.5 font-medium">{tried.sentence}</p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-meta">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-3">{name}</dt>
            <dd className="min-w-0 break-words">{value || <span className="text-ink-3">nothing</span>}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
