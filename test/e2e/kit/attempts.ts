// Many requests that should be refused, a few at a time, and the list of those that were not answered as they should.
import { z } from 'zod'
import type { Dispatch } from './dispatch.ts'
import { type RawAnswer, type RawRequest, rawRequest } from './raw-request.ts'

export interface Attempt {
  what: string
  request: Omit<RawRequest, 'origin'>
  /** Statuses that are right. */
  expect: number[] | ((status: number) => boolean)
  /** The code of the problem, where it is one and only one. */
  code?: string
}

const problemSchema = z.object({
  type: z.string().startsWith('about:blank#'),
  title: z.string().min(1),
  status: z.number(),
  detail: z.string().min(1),
  code: z.string().regex(/^[a-z_]+$/),
  request_id: z.string().startsWith('req_'),
})

/** One line for each attempt that was answered wrongly, too late or not at all. */
export async function findWronglyAnswered(dispatch: Dispatch, attempts: Attempt[], atOnce = 6): Promise<string[]> {
  const wrong: string[] = []
  const waiting = [...attempts]
  const work = async () => {
    for (let attempt = waiting.shift(); attempt; attempt = waiting.shift()) {
      const complaint = await complaintAbout(dispatch, attempt)
      if (complaint) wrong.push(`${attempt.what}: ${complaint}`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return wrong
}

async function complaintAbout(dispatch: Dispatch, attempt: Attempt): Promise<string | undefined> {
  try {
    const answer = await rawRequest({ origin: dispatch.origin, ...attempt.request })
    return judge(answer, attempt)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function judge({ status, headers, text }: RawAnswer, { expect, code }: Attempt): string | undefined {
  const isExpected = Array.isArray(expect) ? expect.includes(status) : expect(status)
  if (!isExpected) return `answered ${status} ${text.slice(0, 300)}`
  if (status < 400) return undefined
  if (headers['content-type'] !== 'application/problem+json') return `${status} is no problem+json but ${headers['content-type']}`
  const problem = problemSchema.safeParse(text === '' ? {} : JSON.parse(text))
  if (!problem.success) return `${status} with a broken problem: ${text.slice(0, 300)}`
  if (problem.data.status !== status) return `${status} says ${problem.data.status} in its body`
  return code && problem.data.code !== code ? `${status} with the code ${problem.data.code} instead of ${code}` : undefined
}
