// What a connection's settings say about which of Sentry's issues become issues here.
import { z } from 'zod'
import { defaultSentrySettings, type SentrySettings } from './domain/to-signal.ts'

const category = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z_]{1,40}$/, 'is no category of Sentry issues: error, outage, feedback, performance …')

/** Strict: a misspelt setting must not silently do nothing. */
export const sentrySettingsSchema = z.strictObject({
  issue_categories: z
    .array(category)
    .max(20)
    .default([...defaultSentrySettings.issueCategories]),
})

export function readSentrySettings(stored: unknown): SentrySettings {
  return { issueCategories: sentrySettingsSchema.parse(stored ?? {}).issue_categories }
}
