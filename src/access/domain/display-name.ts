// The name that a person gave at the shared password: people are told apart by nothing else.
import { z } from '@hono/zod-openapi'

/** Who logged in without ever saying a name. */
export const unnamed = 'Someone'

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not come in
const unprintable = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/

export const displayNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .refine((name) => !unprintable.test(name), 'may not contain control characters')
  .openapi({ example: 'Ada' })

export function needsName(displayName: string): boolean {
  return displayName.toLowerCase() === unnamed.toLowerCase()
}
