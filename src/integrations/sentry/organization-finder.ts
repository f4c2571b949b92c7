// Sentry's issues are found below their organisation only; where a payload did not name it, the token's only one is meant.
import { z } from 'zod'
import { type Answer, askFor, type SentryApi } from './api-request.ts'

const organizationList = z.array(z.object({ slug: z.string().min(1).max(100) }))

/** Remembers the token's organisation once it was asked for. */
export class OrganizationFinder {
  readonly #api: SentryApi
  #found: string | null = null

  constructor(api: SentryApi) {
    this.#api = api
  }

  async within<T>(
    known: string | null,
    signal: AbortSignal | undefined,
    call: (organization: string) => Promise<Answer<T>>,
  ): Promise<Answer<T>> {
    const organization = known ?? this.#found
    if (organization !== null) return call(encodeURIComponent(organization))
    const found = await askFor(
      this.#api,
      { path: 'organizations/', signal },
      (json) => organizationList.safeParse(json).data ?? null,
    )
    if (!found.ok) return found
    const [only, ...others] = found.value
    if (!only || others.length > 0) {
      return {
        ok: false,
        reason: 'not_found',
        sentence: `The token sees ${found.value.length} organisations, and the issue does not say which one is meant.`,
      }
    }
    this.#found = only.slug
    return call(encodeURIComponent(only.slug))
  }
}
