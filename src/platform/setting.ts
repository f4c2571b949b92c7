// What is known of a setting.

export interface Setting {
  name: string
  group: 'Server' | 'Database' | 'Access' | 'Agents' | 'Sentry' | 'GitHub' | 'Other integrations' | 'Notifications' | 'Testing'
  description: string
  /** What holds when it is unset, in words or as the value. */
  unset: string
  secret: boolean
  /** Whom a set value concerns: the whole process, or the default workspace only. */
  scope: 'process' | 'default workspace'
}
