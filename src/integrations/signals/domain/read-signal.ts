// What a mapping reads in a body, field by field: the same for deliveries and for whoever tries a mapping out.
import { safeLine, safeText } from '#src/intake/domain/safe-text.ts'
import { cleanLineOrNull, cleanUrl } from '#src/intake/domain/text.ts'
import { vendorTime } from '#src/intake/domain/vendor-time.ts'
import type { Priority } from '#src/issues/domain/category.ts'
import { valueAt } from './json-path.ts'
import type { Field, PresetMapping } from './mapping.ts'

export interface ReadSignal {
  /** With the sender's namespace before it. */
  externalId: string
  title: string
  errorType: string | null
  message: string | null
  /** `other`: a state that the mapping does not name. */
  state: 'firing' | 'resolved' | 'other'
  /** The state as it was sent; null where there was none. */
  sentState: string | null
  priority: Priority
  /** ISO 8601 UTC; null where none is told, or it cannot be read. */
  occurredAt: string | null
  eventId: string | null
  release: string | null
  environment: string | null
  url: string | null
  project: string | null
}

export type Reading = { ok: true; signal: ReadSignal } | { ok: false; code: string; sentence: string }

const MAX_ID = 200

/** Reads a body. Pure; never throws. */
export function readSignal(json: unknown, { namespace, mapping }: PresetMapping): Reading {
  const find = (field: Field) => firstText(mapping.fields[field], json)
  const id = cleanLineOrNull(find('external_id'), MAX_ID)
  if (id === null) return missing('external_id', mapping.fields.external_id)
  const message = safeText(find('message'), 10_000)
  const title = safeLine(find('title'), 2_000) ?? message?.split('\n')[0] ?? null
  if (title === null) return missing('title', [...mapping.fields.title, ...mapping.fields.message])
  const sentState = cleanLineOrNull(firstText(mapping.state.paths, json), 100)
  return {
    ok: true,
    signal: {
      externalId: namespace ? `${namespace}:${id}` : id,
      title,
      errorType: safeLine(find('error_type'), 200),
      message,
      state: stateOf(sentState, mapping.state),
      sentState,
      priority: priorityOf(firstText(mapping.priority.paths, json), mapping.priority),
      occurredAt: timeOf(find('occurred_at')),
      eventId: cleanLineOrNull(find('event_id'), MAX_ID),
      release: cleanLineOrNull(find('release'), 250),
      environment: cleanLineOrNull(find('environment'), 100),
      url: cleanUrl(find('url')),
      project: safeLine(find('project'), 100),
    },
  }
}

/** The first of the paths that finds a text with something in it, a number, or yes and no. */
function firstText(paths: readonly string[], json: unknown): string | null {
  for (const path of paths) {
    const value = valueAt(path, json)
    if (typeof value === 'string' && value.trim() !== '') return value
    if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  }
  return null
}

function stateOf(sent: string | null, { firing, resolved }: PresetMapping['mapping']['state']): ReadSignal['state'] {
  const state = sent?.trim().toLowerCase()
  if (state === undefined || firing.includes(state)) return 'firing'
  return resolved.includes(state) ? 'resolved' : 'other'
}

function priorityOf(sent: string | null, { values }: PresetMapping['mapping']['priority']): Priority {
  const word = sent?.trim().toLowerCase() ?? ''
  return (Object.hasOwn(values, word) ? values[word] : undefined) ?? 'P3' // every object has a `constructor`
}

/** Senders write seconds, milliseconds, or a date. */
function timeOf(text: string | null): string | null {
  if (text === null) return null
  return vendorTime(/^\d{12,14}$/.test(text) ? Number(text) / 1_000 : text)
}

function missing(field: Field, paths: readonly string[]): Reading {
  const looked = paths.length === 0 ? 'The mapping names no path' : `Nothing was found at ${paths.join(', ')}`
  return {
    ok: false,
    code: `no_${field}`,
    sentence: `${looked} for ${field}, so nobody can say which error this is. Mend the mapping, then retry.`,
  }
}
