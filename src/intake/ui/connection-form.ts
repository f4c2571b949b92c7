// What the form of a connection holds, and the body that it becomes: only what differs from the vendor's own.
import { type Field, fields, type Preset, presets } from '#src/integrations/signals/domain/mapping.ts'
import type { Connection, ConnectionBody } from './connection-queries.ts'

export type VendorChoice = 'sentry' | 'github' | 'grafana' | Preset

export interface ConnectionEdit {
  vendor: VendorChoice
  name: string
  /** Empty: one is made, or none for Sentry until it shows its own. */
  secret: string
  auth: string
  signature_header: string
  signature_prefix: string | null
  timestamp_header: string
  group_by_labels: string
  issue_categories: string
  namespace: string
  label: string
  paths: Record<MappedField, string>
  firing: string
  resolved: string
  /** Of a mapping by hand in the API: kept as it is. */
  priorityValues: Record<string, string> | null
}

export type MappedField = Field | 'state' | 'priority'
export const mappedFields: readonly MappedField[] = [...fields, 'state', 'priority']

const noPaths = Object.fromEntries(mappedFields.map((field) => [field, ''])) as Record<MappedField, string>

export const emptyEdit: ConnectionEdit = {
  vendor: 'sentry',
  name: '',
  secret: '',
  auth: 'any',
  signature_header: '',
  signature_prefix: null,
  timestamp_header: '',
  group_by_labels: '',
  issue_categories: 'error, outage',
  namespace: '',
  label: '',
  paths: noPaths,
  firing: '',
  resolved: '',
  priorityValues: null,
}

export function sourceOf(vendor: VendorChoice): Connection['source'] {
  if (vendor === 'sentry' || vendor === 'github') return vendor
  return vendor === 'grafana' ? 'loki' : 'signal'
}

/** The paths that hold while the form names none. */
export function defaultPaths(vendor: VendorChoice, field: MappedField): string {
  const { mapping } = presets[vendor in presets ? (vendor as Preset) : 'plain']
  const paths = field === 'state' || field === 'priority' ? mapping[field].paths : mapping.fields[field]
  return paths.join(', ')
}

export function bodyOf(edit: ConnectionEdit): ConnectionBody {
  const secret = edit.secret.trim()
  return {
    source: sourceOf(edit.vendor),
    name: edit.name.trim(),
    settings: settingsOf(edit),
    ...(secret && { secret }),
  }
}

export function settingsOf(edit: ConnectionEdit): Record<string, unknown> {
  const auth = edit.auth === 'any' ? {} : { auth: edit.auth }
  const header = edit.signature_header.trim() ? { signature_header: edit.signature_header.trim() } : {}
  switch (edit.vendor) {
    case 'github':
      return {}
    case 'sentry':
      return { issue_categories: words(edit.issue_categories) }
    case 'grafana':
      return {
        ...auth,
        ...header,
        ...(edit.timestamp_header.trim() && { timestamp_header: edit.timestamp_header.trim() }),
        ...(words(edit.group_by_labels).length > 0 && { group_by_labels: words(edit.group_by_labels) }),
      }
    default:
      return {
        ...(edit.vendor !== 'plain' && { preset: edit.vendor }),
        ...auth,
        ...header,
        ...(edit.signature_prefix !== null && { signature_prefix: edit.signature_prefix }),
        ...(edit.namespace.trim() && { namespace: edit.namespace.trim() }),
        ...(edit.label.trim() && { label: edit.label.trim() }),
        ...withMapping(edit),
      }
  }
}

function withMapping({ paths, firing, resolved, priorityValues, vendor }: ConnectionEdit): object {
  const named = fields.flatMap((field) => (paths[field].trim() ? [[field, pathsOf(paths[field])]] : []))
  const state = paths.state.trim() || firing.trim() || resolved.trim()
  const mapping = {
    ...Object.fromEntries(named),
    ...(state && {
      state: {
        path: pathsOf(paths.state.trim() || defaultPaths(vendor, 'state')),
        ...(firing.trim() && { firing: words(firing) }),
        ...(resolved.trim() && { resolved: words(resolved) }),
      },
    }),
    ...(paths.priority.trim() && {
      priority: { path: pathsOf(paths.priority), ...(priorityValues && { values: priorityValues }) },
    }),
  }
  return Object.keys(mapping).length > 0 ? { mapping } : {}
}

/** What is stored, as the form shows it. */
export function editOf({ source, name, settings }: Pick<Connection, 'source' | 'name' | 'settings'>): ConnectionEdit {
  const mapping = objectOf(settings.mapping)
  const state = objectOf(mapping.state)
  const priority = objectOf(mapping.priority)
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  const list = (value: unknown) => (Array.isArray(value) ? value.join(', ') : text(value))
  return {
    ...emptyEdit,
    vendor: vendorOf(source, settings),
    name,
    auth: text(settings.auth) || 'any',
    signature_header: text(settings.signature_header),
    signature_prefix: typeof settings.signature_prefix === 'string' ? settings.signature_prefix : null,
    timestamp_header: text(settings.timestamp_header),
    group_by_labels: list(settings.group_by_labels),
    issue_categories: list(settings.issue_categories) || emptyEdit.issue_categories,
    namespace: text(settings.namespace),
    label: text(settings.label),
    paths: {
      ...noPaths,
      ...Object.fromEntries(fields.map((field) => [field, list(mapping[field])])),
      state: list(state.path),
      priority: list(priority.path),
    },
    firing: list(state.firing),
    resolved: list(state.resolved),
    priorityValues: priority.values ? (objectOf(priority.values) as Record<string, string>) : null,
  }
}

export function vendorOf(source: Connection['source'], settings: Record<string, unknown>): VendorChoice {
  if (source === 'sentry' || source === 'github') return source
  if (source === 'loki') return 'grafana'
  const { preset } = settings
  return typeof preset === 'string' && preset in presets ? (preset as Preset) : 'plain'
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

/** A comma may stand inside of a path, but none begins with anything but `$`. */
function pathsOf(text: string): string[] {
  return text.trim().split(/\s*,\s*(?=\$)/)
}

function words(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean)
}
