// Every refusal that a caller may see. Commands throw these; one place maps them to problem+json, one to MCP, one to exit codes.

export interface FieldError {
  /** Where in the input, e.g. `labels.0`; empty for the whole body. */
  path: string
  message: string
}

/** A refusal with an HTTP status, a stable machine-readable `code`, and a `detail` that says how to mend it. */
export class AppError extends Error {
  override readonly name: string = 'AppError'
  readonly code: string
  readonly status: number
  readonly title: string
  readonly detail: string
  /** Further members of the problem document, e.g. `{ run_id }`. Never secrets. */
  readonly extra: Record<string, unknown>

  constructor(
    status: number,
    title: string,
    init: { code: string; detail: string; extra?: Record<string, unknown>; cause?: unknown },
  ) {
    super(init.detail, { cause: init.cause })
    this.status = status
    this.title = title
    this.code = init.code
    this.detail = init.detail
    this.extra = init.extra ?? {}
  }
}

export class Malformed extends AppError {
  constructor(detail: string) {
    super(400, 'Bad Request', { code: 'malformed_json', detail })
  }
}

export class NotJson extends AppError {
  constructor() {
    super(415, 'Unsupported Media Type', {
      code: 'not_json',
      detail: 'Send the body as JSON with the header content-type: application/json.',
    })
  }
}

export class Unauthorized extends AppError {
  constructor(code = 'unauthorized', detail = 'Log in, or send an API key as a bearer token.') {
    super(401, 'Unauthorized', { code, detail })
  }
}

export class Forbidden extends AppError {
  constructor(code: string, detail: string) {
    super(403, 'Forbidden', { code, detail })
  }
}

export class NotFound extends AppError {
  constructor(what: string, id?: string) {
    super(404, 'Not Found', {
      code: 'not_found',
      detail: id === undefined ? `No such ${what}.` : `No ${what} has the id ${JSON.stringify(id)}.`,
    })
  }
}

export class Conflict extends AppError {
  constructor(code: string, detail: string, extra?: Record<string, unknown>) {
    super(409, 'Conflict', { code, detail, ...(extra && { extra }) })
  }
}

/** Somebody else was faster with what this refers to. */
export class ReferenceChanged extends Conflict {
  constructor() {
    const detail = 'Something that this refers to was changed or removed in the same moment. Read it again, then repeat.'
    super('reference_changed', detail)
  }
}

export class StaleRevision extends AppError {
  constructor(expected: string, actual: number) {
    super(412, 'Precondition Failed', {
      code: 'stale_revision',
      detail: `The resource is at revision ${actual}, not ${expected}. Read it again and repeat the change.`,
      extra: { revision: actual },
    })
  }
}

export class TooLarge extends AppError {
  constructor(limitBytes: number) {
    super(413, 'Content Too Large', { code: 'too_large', detail: `The body may have at most ${limitBytes} bytes.` })
  }
}

/** The input is well-formed and wrong: 422 with the places. */
export class Invalid extends AppError {
  constructor(errors: FieldError[], code = 'invalid') {
    super(422, 'Unprocessable Content', { code, detail: describe(errors), extra: { errors } })
  }
}

/** The input is right, but the present state of things does not allow it. */
export class Unprocessable extends AppError {
  constructor(code: string, detail: string, extra?: Record<string, unknown>) {
    super(422, 'Unprocessable Content', { code, detail, ...(extra && { extra }) })
  }
}

export class LimitExceeded extends AppError {
  readonly retryAfterSeconds: number
  constructor(code: string, detail: string, retryAfterSeconds: number) {
    super(429, 'Too Many Requests', { code, detail })
    this.retryAfterSeconds = Math.max(1, Math.ceil(retryAfterSeconds))
  }
}

/** An outside system answered wrongly or not at all. The cause is logged, never shown. */
export class Upstream extends AppError {
  constructor(code: string, detail: string, cause?: unknown, extra: Record<string, unknown> = {}) {
    super(502, 'Bad Gateway', { code, detail, cause, extra })
  }
}

export class Unavailable extends AppError {
  readonly retryAfterSeconds: number | undefined
  constructor(code: string, detail: string, retryAfterSeconds?: number) {
    super(503, 'Service Unavailable', { code, detail })
    this.retryAfterSeconds = retryAfterSeconds
  }
}

function describe(errors: FieldError[]): string {
  const first = errors[0]
  if (!first) return 'The input is not valid.'
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  return `${first.path ? `${first.path}: ` : ''}${first.message}${more}`
}

/** The SQLSTATE and constraint of a database error, or undefined for any other error. */
export function databaseErrorOf(error: unknown): { code: string; constraint: string | undefined } | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string' || !/^[0-9A-Z]{5}$/.test(error.code))
    return undefined
  const constraint = 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : undefined
  return { code: error.code, constraint }
}
