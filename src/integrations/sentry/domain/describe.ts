// The Markdown description of an issue filed from Sentry: what happened, where, how often; without personal data.
import { codeBlock, inlineCode, link } from '#src/intake/domain/markdown.ts'
import type { ErrorIssue } from '#src/intake/domain/signal.ts'
import type { EventDetail, Frame, ThrownError } from './event-detail.ts'

const MAX_SHOWN_FRAMES = 30

/** Describes an error, with stack trace, release and environment once an event is known. */
export function describeError(issue: Omit<ErrorIssue, 'description' | 'title' | 'labels'>, event: EventDetail | null): string {
  const parts = [facts(issue, event), codeBlock(issue.message)]
  if (event) parts.push(...event.errors.map((error, index) => stackTrace(error, index)).filter((part) => part !== null))
  if (issue.url) parts.push(link('Open in Sentry', issue.url))
  return parts.join('\n\n')
}

function facts(issue: Omit<ErrorIssue, 'description' | 'title' | 'labels'>, event: EventDetail | null): string {
  const rows: [string, string | null][] = [
    ['Error', issue.errorType && inlineCode(issue.errorType)],
    ['Where', issue.culprit && inlineCode(issue.culprit)],
    ['Seen', seen(issue)],
    ['First seen', issue.firstSeen && shortTime(issue.firstSeen)],
    ['Last seen', issue.lastSeen && shortTime(issue.lastSeen)],
    ['Release', event?.release ? inlineCode(event.release) : null],
    ['Environment', event?.environment ? inlineCode(event.environment) : null],
    ['Level', issue.level && inlineCode(issue.level)],
    ['Platform', issue.platform && inlineCode(issue.platform)],
    ['Sentry issue', issue.shortId && inlineCode(issue.shortId)],
  ]
  return rows
    .filter(([, value]) => value)
    .map(([name, value]) => `- **${name}:** ${value}`)
    .join('\n')
}

function seen({ count, userCount }: Pick<ErrorIssue, 'count' | 'userCount'>): string | null {
  if (count === null) return null
  const times = count === 1 ? 'once' : `${count} times`
  if (!userCount) return times
  return `${times}, by ${userCount} ${userCount === 1 ? 'user' : 'users'}`
}

function stackTrace(error: ThrownError, index: number): string | null {
  if (error.frames.length === 0) return null
  const heading = index === 0 ? '**Stack trace** (newest call first, own code before libraries)' : '**Caused by**'
  const own = error.frames.filter((frame) => frame.inApp)
  const others = error.frames.filter((frame) => !frame.inApp)
  const shown = [...own, ...others].slice(0, MAX_SHOWN_FRAMES)
  const left = error.frames.length - shown.length
  const name = [error.type, error.message?.split('\n')[0]].filter(Boolean).join(': ')
  const lines = [name, ...shown.flatMap(frameLines), ...(left > 0 ? [`  … ${left} more`] : [])]
  return `${heading}\n\n${codeBlock(lines.filter(Boolean).join('\n'))}`
}

function frameLines(frame: Frame): string[] {
  const line = `  at ${frame.function} (${frame.location})${frame.inApp ? '' : ' [library]'}`
  return frame.inApp && frame.code ? [line, `      ${frame.code}`] : [line]
}

function shortTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`
}
