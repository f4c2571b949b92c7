// What can be set for a connection, by vendor.
'use client'
import { isProblem } from '../../ui/api-problem.ts'
import { SelectField, TextField } from '../../ui/field.tsx'
import type { ConnectionEdit } from './connection-form.ts'
import { MappingEditor } from './mapping-editor.tsx'

export interface SettingsProps {
  edit: ConnectionEdit
  onEdit(edit: ConnectionEdit): void
  error: Error | null
}

export function ConnectionSettings(props: SettingsProps) {
  switch (props.edit.vendor) {
    case 'github':
      return null
    case 'sentry':
      return (
        <SettingField
          {...props}
          name="issue_categories"
          label="Kinds of Sentry issues that become issues here"
          placeholder="error, outage"
          hint="Separated by commas: error, outage (monitors and crons), feedback, performance …"
        />
      )
    case 'grafana':
      return <GrafanaSettings {...props} />
    default:
      return <SignalSettings {...props} />
  }
}

const ways = { any: 'Whatever it carries', hmac: 'HMAC signature only', bearer: 'Bearer token only' }

function GrafanaSettings(props: SettingsProps) {
  return (
    <>
      <AuthField {...props} ways={ways} />
      <SettingField
        {...props}
        name="timestamp_header"
        label="Timestamp header"
        placeholder="none"
        hint="As named in the contact point. Then the time is signed, and old deliveries are refused."
      />
      <SettingField
        {...props}
        name="group_by_labels"
        label="Labels that make other issues"
        placeholder="none"
        hint="Beside the rule, its folder and the service; separated by commas. Numbers in them make no difference."
      />
    </>
  )
}

function SignalSettings(props: SettingsProps) {
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2">
        <AuthField {...props} ways={{ ...ways, standard_webhooks: 'Standard Webhooks only' }} />
        <SettingField {...props} name="signature_header" label="Signature header" placeholder="x-signature-256" />
        <SettingField {...props} name="label" label="Label of its issues" placeholder="its name" />
        <SettingField
          {...props}
          name="namespace"
          label="Goes before its ids"
          placeholder={props.edit.vendor === 'plain' ? 'nothing' : props.edit.vendor}
        />
      </div>
      <MappingEditor {...props} />
    </>
  )
}

function AuthField({ edit, onEdit, ways: choices }: SettingsProps & { ways: Record<string, string> }) {
  return (
    <SelectField
      label="How it proves who it is"
      options={Object.entries(choices).map(([value, label]) => ({ value, label }))}
      value={edit.auth}
      onChange={(event) => onEdit({ ...edit, auth: event.target.value })}
    />
  )
}

type TextSetting = 'issue_categories' | 'timestamp_header' | 'group_by_labels' | 'signature_header' | 'label' | 'namespace'

interface SettingFieldProps extends SettingsProps {
  name: TextSetting
  label: string
  placeholder?: string
  hint?: string
}

function SettingField({ edit, onEdit, error, name, ...field }: SettingFieldProps) {
  return (
    <TextField
      {...field}
      value={edit[name]}
      onChange={(event) => onEdit({ ...edit, [name]: event.target.value })}
      problem={problemBelow(error, `settings.${name}`)}
    />
  )
}

/** The complaint about a setting, or about a part of it. */
export function problemBelow(error: Error | null, path: string): string | undefined {
  if (!isProblem(error)) return undefined
  return error.fields.find((field) => field.path === path || field.path.startsWith(`${path}.`))?.message
}
