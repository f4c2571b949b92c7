// What a connection's settings say about which of Sentry's issues become issues here.
import { z } from 'zod'
import { defaultSentrySettings, type SentrySettings } from './domain/to-signal.ts'

const settingsSchema = z.object({ issue_categories: z.array(z.string()).default([...defaultSentrySettings.issueCategories]) })

export function readSentrySettings(stored: unknown): SentrySettings {
  return { issueCategories: settingsSchema.parse(stored).issue_categories }
}
