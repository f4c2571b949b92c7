// GitHub's refusals in our own terms. Its error objects carry the request, so none of them goes further than this.
import { cleanLine } from '#src/intake/domain/text.ts'
import { AppError, Unprocessable, Upstream } from '#src/platform/errors.ts'

/** The HTTP status of a refusal; undefined when GitHub was not reached at all. */
export function statusOf(error: unknown): number | undefined {
  return isAnswered(error) ? error.status : undefined
}

/** Whether the credential may not see this, or there is nothing of the kind. A limit is said with 403 as well, and is no refusal. */
export function isRefusal(error: unknown): boolean {
  const status = statusOf(error)
  if (status === 404 || status === 410) return true
  return status === 403 && !(error instanceof Error && /rate limit/i.test(error.message))
}

/** Whether GitHub says that such a pull request is open already. */
export function saysItExists(error: unknown): boolean {
  return statusOf(error) === 422 && detailsOf(error).some((detail) => /already exists/i.test(detail))
}

/** The error to go on with: what GitHub said, and how to mend it, without the request. */
export function toAppError(error: unknown, what: string): AppError {
  if (error instanceof AppError) return error
  const status = statusOf(error)
  if (status === 401)
    return new Upstream(
      'github_unauthorized',
      `GitHub does not know the token or the App: ${what} failed. Set a valid GITHUB_TOKEN, or the App's id and key.`,
    )
  if (status === 403 || status === 429) return new Upstream('github_forbidden', `GitHub refuses ${what}: ${said(error)}`)
  if (status === 404)
    return new Upstream('github_not_found', `GitHub does not find it, or the token may not see it: ${what} failed.`)
  if (status === 422) return new Unprocessable('github_refused', `GitHub does not accept ${what}: ${said(error)}`)
  if (status !== undefined) return new Upstream('github_failed', `GitHub answered ${status}: ${what} failed.`)
  return new Upstream('github_unreachable', `GitHub cannot be reached: ${what} failed.`)
}

// Octokit's RequestError with an answer in it; without one GitHub was not reached, whatever status it made up.
function isAnswered(error: unknown): error is Error & { status: number; response: { data: unknown } } {
  return error instanceof Error && error.name === 'HttpError' && 'response' in error && error.response !== undefined
}

function said(error: unknown): string {
  return cleanLine([messageOf(error), ...detailsOf(error)].filter(Boolean).join('; '), 500)
}

function messageOf(error: unknown): string {
  const data = dataOf(error)
  return typeof data.message === 'string' ? data.message : ''
}

function detailsOf(error: unknown): string[] {
  const { errors } = dataOf(error)
  if (!Array.isArray(errors)) return []
  return errors.map((detail: unknown) => {
    if (typeof detail === 'string') return detail
    const { message, field, code } = Object(detail) as { message?: unknown; field?: unknown; code?: unknown }
    return [message ?? field, message ? undefined : code].filter((part) => typeof part === 'string').join(' ')
  })
}

// A vendor's answer may be anything; what is no object has no members.
function dataOf(error: unknown): Record<string, unknown> {
  return Object(isAnswered(error) ? error.response.data : undefined) as Record<string, unknown>
}
