// Settings are checked by the vendor that they are for, before they are kept.
import { z } from 'zod'
import { Invalid } from '../platform/errors.ts'
import type { Vendor } from './vendor.ts'

const nothing = z.strictObject({})

/** Kept as they were given: a better default then reaches everyone else. @throws Invalid */
export function checkSettings(vendor: Vendor, settings: object): object {
  const parsed = (vendor.settings ?? nothing).safeParse(settings)
  if (parsed.success) return settings
  throw new Invalid(
    parsed.error.issues.flatMap(({ path, message, ...issue }) => {
      const names = issue.code === 'unrecognized_keys' ? issue.keys : [null]
      return names.map((name) => ({
        path: ['settings', ...path.map(String), ...(name === null ? [] : [name])].join('.'),
        message: name === null ? message : `${vendor.name} knows no such setting`,
      }))
    }),
  )
}
