// A refusal of the API as the interface shows it: RFC 9457's members, and the extra ones by name.

export interface FieldProblem {
  path: string
  message: string
}

/** Thrown by the API client. `status` 0 means that no answer came at all. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly requestId: string | null
  readonly fields: FieldProblem[]
  readonly retryAfterSeconds: number | null
  /** The whole document, for members that only one route knows. */
  readonly members: Record<string, unknown>

  constructor(status: number, members: Record<string, unknown>, retryAfterSeconds: number | null = null) {
    const detail = textOf(members.detail) ?? fallbackDetail(status)
    super(detail)
    this.status = status
    this.members = members
    this.detail = detail
    this.code = textOf(members.code) ?? 'unknown'
    this.title = textOf(members.title) ?? 'The request failed'
    this.requestId = textOf(members.request_id)
    this.fields = Array.isArray(members.errors) ? members.errors.filter(isFieldProblem) : []
    this.retryAfterSeconds = retryAfterSeconds
  }
}

export function isProblem(error: unknown, code?: string): error is ApiProblem {
  return error instanceof ApiProblem && (code === undefined || error.code === code)
}

/** One sentence for any thrown value. */
export function problemText(error: unknown): string {
  return error instanceof Error ? error.message : 'Something failed. Try again.'
}

/** The message for one field of a form, if the server named it. */
export function fieldProblem(error: unknown, path: string): string | undefined {
  return isProblem(error) ? error.fields.find((field) => field.path === path)?.message : undefined
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.length > 0 ? value : null
}

function isFieldProblem(value: unknown): value is FieldProblem {
  return typeof value === 'object' && value !== null && 'path' in value && 'message' in value
}

function fallbackDetail(status: number): string {
  if (status === 0) return 'The server did not answer. Nothing was changed that you can see here; try again in a moment.'
  if (status >= 500) return 'Something failed on the server. Try again; if it stays, look into the server log.'
  return `The server refused this (${status}).`
}
