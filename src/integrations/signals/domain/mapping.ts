// Which part of a sender's body means what. Of several paths for one field the first that finds something counts.
import type { Priority } from '#src/issues/domain/category.ts'

export const fields = [
  'external_id',
  'title',
  'error_type',
  'message',
  'occurred_at',
  'event_id',
  'release',
  'environment',
  'url',
  'project',
] as const
export type Field = (typeof fields)[number]

export interface StateMapping {
  paths: readonly string[]
  /** In lower case. Without a value at the paths, what is sent is firing. */
  firing: readonly string[]
  resolved: readonly string[]
}

export interface PriorityMapping {
  paths: readonly string[]
  /** In lower case; a value that is not among them is P3. */
  values: Readonly<Record<string, Priority>>
}

export interface Mapping {
  fields: Readonly<Record<Field, readonly string[]>>
  state: StateMapping
  priority: PriorityMapping
}

const priorities: Readonly<Record<string, Priority>> = {
  p1: 'P1',
  critical: 'P1',
  fatal: 'P1',
  urgent: 'P1',
  high: 'P1',
  p2: 'P2',
  medium: 'P2',
  p3: 'P3',
  error: 'P3',
  normal: 'P3',
  warning: 'P3',
  p4: 'P4',
  p5: 'P4',
  low: 'P4',
  info: 'P4',
  debug: 'P4',
}

/** A home-made body that calls things as we do needs no mapping. */
export const plainMapping: Mapping = {
  fields: {
    external_id: ['$.external_id'],
    title: ['$.title'],
    error_type: ['$.error_type'],
    message: ['$.message'],
    occurred_at: ['$.occurred_at'],
    event_id: ['$.event_id'],
    release: ['$.release'],
    environment: ['$.environment'],
    url: ['$.url'],
    project: ['$.project'],
  },
  state: {
    paths: ['$.state'],
    firing: ['firing', 'open', 'triggered', 'alerting', 'error', 'failed'],
    resolved: ['resolved', 'ok', 'closed', 'recovered', 'fixed'],
  },
  priority: { paths: ['$.priority'], values: priorities },
}

export type Preset = 'plain' | 'datadog' | 'rollbar' | 'honeybadger'

export interface PresetMapping {
  /** The label of the issues, and how sentences call the sender. */
  name: string
  /** Goes before its ids, so that those of two senders stay apart. */
  namespace: string
  mapping: Mapping
}

/** What vendors send, as documented; test/fixtures/signals names the pages. */
export const presets: Readonly<Record<Preset, PresetMapping>> = {
  plain: { name: 'Signal', namespace: '', mapping: plainMapping },
  datadog: {
    name: 'Datadog',
    namespace: 'datadog',
    mapping: {
      fields: {
        external_id: ['$.alert_id'],
        title: ['$.alert_title', '$.title'],
        error_type: [],
        message: ['$.text_only_msg', '$.body', '$.alert_status'],
        occurred_at: ['$.date', '$.last_updated'],
        // One cycle reaches from the trigger to the recovery, whatever is notified again meanwhile.
        event_id: ['$.alert_cycle_key', '$.id'],
        release: ['$.version'],
        environment: ['$.env'],
        url: ['$.link'],
        project: ['$.service', '$.host_name'],
      },
      state: {
        paths: ['$.alert_transition'],
        firing: ['triggered', 're-triggered', 'warn', 're-warn', 'renotify'],
        resolved: ['recovered'],
      },
      priority: { paths: ['$.alert_priority'], values: priorities },
    },
  },
  rollbar: {
    name: 'Rollbar',
    namespace: 'rollbar',
    mapping: {
      fields: {
        external_id: ['$.data.item.id'],
        title: ['$.data.item.title'],
        error_type: [],
        message: [
          '$.data.occurrence.body.trace.exception.message',
          '$.data.occurrence.body.message.body',
          '$.data.item.last_occurrence.body.trace.exception.message',
          '$.data.item.last_occurrence.body.message.body',
        ],
        occurred_at: ['$.data.occurrence.timestamp', '$.data.item.last_occurrence_timestamp'],
        event_id: ['$.data.occurrence.uuid', '$.data.item.last_occurrence.uuid', '$.data.item.last_occurrence_id'],
        release: ['$.data.occurrence.code_version', '$.data.item.last_occurrence.code_version'],
        environment: ['$.data.item.environment'],
        url: ['$.data.url'],
        project: ['$.data.item.project_id'],
      },
      state: {
        paths: ['$.event_name'],
        firing: ['new_item', 'occurrence', 'exp_repeat_item', 'item_velocity', 'reactivated_item', 'reopened_item'],
        resolved: ['resolved_item'],
      },
      priority: { paths: ['$.data.occurrence.level', '$.data.item.last_occurrence.level'], values: priorities },
    },
  },
  honeybadger: {
    name: 'Honeybadger',
    namespace: 'honeybadger',
    mapping: {
      fields: {
        external_id: ['$.fault.id'],
        title: ['$.fault.message', '$.fault.klass'],
        error_type: ['$.fault.klass'],
        message: ['$.notice.message', '$.fault.message'],
        occurred_at: ['$.notice.created_at', '$.fault.last_notice_at'],
        event_id: ['$.notice.id'],
        release: ['$.notice.deploy.revision', '$.fault.deploy.revision'],
        environment: ['$.fault.environment'],
        url: ['$.fault.url'],
        project: ['$.project.name', '$.fault.project_id'],
      },
      state: { paths: ['$.event'], firing: ['occurred', 'rate_exceeded'], resolved: ['resolved'] },
      priority: { paths: [], values: priorities },
    },
  },
}
