// Whether an answer is one that a stranger may get: no failure of ours, and every refusal a whole problem.
import { z } from 'zod'

const problemSchema = z.object({
  type: z.string().startsWith('about:blank#'),
  title: z.string().min(1),
  status: z.number(),
  detail: z.string().min(1),
  code: z.string().regex(/^[a-z_]+$/),
  request_id: z.string().startsWith('req_'),
})

/** Answers that say whose fault it is: an outside system's, or a thing that is not set up. */
const outsideStatuses = new Set([502, 503])

export function complaintAbout({
  status,
  type,
  text,
}: {
  status: number
  type: string | null
  text: string
}): string | undefined {
  if (status < 400) return undefined
  if (status >= 500 && !outsideStatuses.has(status)) return `a failure of ours: ${status} ${text.slice(0, 300)}`
  if (type !== 'application/problem+json') return `${status} is no problem+json but ${type}: ${text.slice(0, 200)}`
  const problem = problemSchema.safeParse(readJson(text))
  if (!problem.success) return `${status} with a broken problem: ${text.slice(0, 300)}`
  return problem.data.status === status ? undefined : `${status} says ${problem.data.status} in its body`
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
