// How a command fails: a sentence, how to mend it, and an exit code. No stack traces for what is no bug.
import { styleText } from 'node:util'
import { CommanderError } from 'commander'
import { ConfigError } from '../../platform/config.ts'
import { AppError } from '../../platform/errors.ts'
import { type ExitCode, exitCodeOf, exitCodes } from './exit-codes.ts'
import { plainJson, plainLine, plainText } from './plain-text.ts'
import { ServerRefusal } from './problem.ts'
import { remedyFor } from './remedies.ts'

/** The command cannot be carried out as it was given. */
export class UsageError extends AppError {
  override readonly name = 'UsageError'
  constructor(detail: string) {
    super(422, 'Usage', { code: 'usage', detail })
  }
}

/** Ctrl-C, or "no" to a question: nothing more was done. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

/** The answer was given, and it is a failure: nothing more is said. */
export class EndsWith extends Error {
  override readonly name = 'EndsWith'
  readonly exitCode: ExitCode
  constructor(exitCode: ExitCode) {
    super(`ends with ${exitCode}`)
    this.exitCode = exitCode
  }
}

/** Writes to stderr what went wrong and returns the exit code. Rethrows bugs. */
export function reportFailure(error: unknown, options: { json: boolean }): ExitCode {
  if (error instanceof EndsWith) return error.exitCode
  if (error instanceof Interrupted) return exitCodes.interrupted
  // Commander has said it already; help and version are no failures.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
  if (error instanceof ConfigError) return tell(options, { code: 'config_invalid', detail: error.message }, exitCodes.usage)
  if (error instanceof AppError) return tell(options, toFailure(error), exitCodeOf(error))
  throw error
}

interface Failure {
  code: string
  detail: string
  status?: number
  errors?: { path: string; message: string }[]
  remedy?: string
  requestId?: string
  document?: object
}

function toFailure(error: AppError): Failure {
  const problem = error instanceof ServerRefusal ? error.problem : undefined
  const remedy = remedyFor(error)
  return {
    code: error.code,
    detail: error.detail,
    ...(problem && { status: error.status, document: problem }),
    ...(problem?.errors && { errors: problem.errors }),
    ...(remedy && { remedy }),
    ...(problem?.request_id && { requestId: problem.request_id }),
  }
}

function tell({ json }: { json: boolean }, failure: Failure, exitCode: ExitCode): ExitCode {
  process.stderr.write(json ? `${plainJson(asDocument(failure))}\n` : asSentences(failure))
  return exitCode
}

function asDocument({ document, code, detail, remedy }: Failure): object {
  return document ?? { code, detail, ...(remedy && { remedy }) }
}

function asSentences({ code, detail, status, errors = [], remedy, requestId }: Failure): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) => styleText(style, text, { stream: process.stderr })
  const origin = [status, code, requestId].filter(Boolean).join(' ')
  const [first, ...others] = errors.map(sayMistake)
  const places = others.length > 0 ? [first, ...others].map((mistake) => `  ${mistake}\n`) : []
  const said = others.length > 0 ? `${errors.length} things are wrong:` : (first ?? plainText(detail))
  return [
    `${paint('red', 'Error')}  ${said}${status ? paint('dim', ` (${origin})`) : ''}\n`,
    ...places,
    remedy ? `  ${paint('cyan', '→')} ${remedy}\n` : '',
  ].join('')
}

/** A list of options has no numbers at the terminal: `labels.0` is said as `labels`. */
function sayMistake({ path, message }: { path: string; message: string }): string {
  const place = path.split('.').filter((part) => !/^\d+$/.test(part))
  return plainLine(place.length > 0 && path !== '' ? `${place.join('.')}: ${message}` : message)
}
