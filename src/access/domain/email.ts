// An address by which one person is known: lower-case, so that nobody has two accounts by letter case.
import { z } from '@hono/zod-openapi'

export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email('must be an e-mail address'))
  .openapi({ type: 'string', format: 'email', example: 'ada@example.com' })
