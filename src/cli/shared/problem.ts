// A refusal of the server, as a command meets it.
import { z } from 'zod'
import { AppError } from '../../platform/errors.ts'

/** Lenient: a proxy in between may answer with anything. */
const problemSchema = z.looseObject({
  title: z.string().optional(),
  status: z.number(),
  detail: z.string(),
  code: z.string(),
  request_id: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})
export type ServerProblem = z.infer<typeof problemSchema>

/** The server's problem document, whole: `--json` shows it as it came. */
export class ServerRefusal extends AppError {
  override readonly name = 'ServerRefusal'
  readonly problem: ServerProblem

  constructor(problem: ServerProblem) {
    const { title, status, detail, code, ...extra } = problem
    super(status, title ?? 'Refused', { code, detail, extra })
    this.problem = problem
  }
}

export function toRefusal(status: number, text: string): ServerRefusal {
  return new ServerRefusal(readProblem(text) ?? { status, code: 'not_dispatch', detail: sayStatus(status) })
}

function readProblem(text: string): ServerProblem | undefined {
  try {
    return problemSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

function sayStatus(status: number): string {
  return `The address answered ${status} and not as a Dispatch server does.`
}
