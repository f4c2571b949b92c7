// Sentry's API as fix verification and intake ask it.
import type { Asked, ErrorTracker, TrackedIssue } from '#src/fixes/ports.ts'
import type { ErrorTrackerDetail } from '#src/intake/ports.ts'
import type { Answer, SentryFailure } from './api-request.ts'
import type { IssueRef, SentryClient } from './client.ts'
import { enrichedIssue } from './domain/error-issue.ts'
import type { EventDetail } from './domain/event-detail.ts'
import { newIssueSignals, pollSignals } from './domain/poll-signals.ts'
import { readSentrySettings } from './settings.ts'

export function sentryTracker(client: SentryClient): ErrorTracker & ErrorTrackerDetail {
  return {
    async ask(issue, span, signal) {
      const events = await client.getIssueEventsSince(refOf(issue), span, signal)
      if (!events.ok) return refused(events)
      const slug = issue.project
      const project = slug ? await client.countProjectEvents({ organization: issue.organization, slug }, span, signal) : null
      const projectEvents = project?.ok ? project.value : null
      const isIncomplete = project !== null && !project.ok && passing.has(project.reason)
      return { ok: true, value: { ...events.value, projectEvents, isIncomplete } }
    },

    async lookUp(issue, eventId, signal) {
      const event = await (eventId ? client.getEvent(refOf(issue), eventId, signal) : client.getLatestEvent(refOf(issue), signal))
      if (!event.ok) return refused(event)
      const { release, environment, releaseCreatedAt } = event.value
      return { ok: true, value: { release, environment, releaseCreatedAt } }
    },

    async resolve(issue, signal) {
      const resolved = await client.resolveIssue(refOf(issue), signal)
      return resolved.ok ? { ok: true, value: null } : refused(resolved)
    },

    async enrich(issue, { signal, isLastTry }) {
      const state = await client.getIssue(refOf(issue), signal)
      if (!state.ok) return refused(state)
      const latest = await client.getLatestEvent(refOf(issue), signal)
      // Better all of it later; better a part than nothing.
      if (!latest.ok && passing.has(latest.reason) && !isLastTry) return refused(latest)
      const enriched = enrichedIssue(state.value.json, latest.ok ? latest.value.json : null)
      if (!enriched) return { ok: false, isFinal: true, sentence: 'Sentry described the issue in a way that is not understood.' }
      return { ok: true, value: { issue: enriched, event: latest.ok ? toEvent(latest.value) : null } }
    },

    async findNew({ since, settings }, signal) {
      const found = await client.listNewIssues(since, signal)
      if (!found.ok) return refused(found)
      const { issueCategories } = readSentrySettings(settings)
      return { ok: true, value: found.value.flatMap((json) => newIssueSignals(json, issueCategories)) }
    },

    async poll(issue, now, signal) {
      const state = await client.getIssue(refOf(issue), signal)
      return state.ok ? { ok: true, value: pollSignals(state.value.json, now.toISOString()) } : refused(state)
    },
  }
}

function refOf({ externalId, organization }: TrackedIssue): IssueRef {
  return { externalId, organization }
}

/** Whether asking again may bring another answer: what is no JSON was broken off, or written by a machine that stands in between. */
const passing = new Set<SentryFailure>(['rate_limited', 'timeout', 'unreachable', 'server_error', 'bad_answer'])

function refused(answer: Extract<Answer<unknown>, { ok: false }>): Extract<Asked<never>, { ok: false }> {
  return { ok: false, isFinal: !passing.has(answer.reason), sentence: answer.sentence }
}

function toEvent({ eventId, occurredAt, release, environment, releaseCreatedAt, errors }: EventDetail) {
  if (!eventId || !occurredAt) return null
  const frames = errors.flatMap((error) => error.frames.filter((frame) => frame.inApp).map((frame) => frame.location))
  return { eventId, occurredAt, release, environment, releasedAt: releaseCreatedAt, frames: frames.slice(0, 100) }
}
