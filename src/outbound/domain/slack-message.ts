// A notice as a Slack message. Nothing that a stranger wrote can mention anybody, become a link, or leave its place.
import { visibleText } from '../../runs/domain/marked-text.ts'
import type { Notice } from './notice.ts'

const longestTitle = 300
/** Slack takes 3,000 characters a block. */
const longestDetail = 2000
/** Between two characters it is invisible and keeps them from being read as one thing. */
const wordJoiner = '\u2060'

const marks: Record<Notice['tone'], string> = {
  need: ':large_yellow_circle:',
  good: ':white_check_mark:',
  fail: ':red_circle:',
  info: ':large_blue_circle:',
}

export interface SlackMessage {
  /** For notifications and screen readers; the blocks are what is seen. */
  text: string
  mrkdwn: false
  parse: 'none'
  link_names: false
  unfurl_links: false
  unfurl_media: false
  blocks: object[]
}

/** @param url where to go; null when this installation has no public address */
export function slackMessageOf(notice: Notice, url: string | null): SlackMessage {
  const name = notice.identifier ? `  ·  ${slackText(notice.identifier, 40)}` : ''
  const title = slackText(notice.title ?? '', longestTitle)
  const detail = slackText(notice.detail, longestDetail)
  const link = url ? `<${encodeURI(url)}|${notice.action}>` : ''
  const facts = [...notice.facts.map((fact) => slackText(fact, 80)), link].filter(Boolean).join('  ·  ')
  return {
    text: [notice.heading, notice.identifier, title].filter(Boolean).join(' · '),
    mrkdwn: false,
    parse: 'none',
    link_names: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      section([`${marks[notice.tone]} *${notice.heading}*${name}`, title].filter(Boolean).join('\n')),
      ...(detail ? [section(detail)] : []),
      ...(facts ? [{ type: 'context', elements: [mrkdwn(facts)] }] : []),
    ],
  }
}

/** Slack's three control characters are escaped; addresses and @names lose what makes them more than letters. */
export function slackText(text: string, longest: number): string {
  const line = visibleText(text).replace(/\s+/g, ' ').trim().replaceAll('://', `:${wordJoiner}//`)
  let safe = ''
  for (const character of line) {
    const piece = escapes[character] ?? character
    // Slack counts what is written: one more than it takes, and it takes nothing.
    if (safe.length + piece.length >= longest) return `${safe}…`
    safe += piece
  }
  return safe
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '@': `@${wordJoiner}` }

function section(text: string) {
  return { type: 'section', text: mrkdwn(text) }
}

/** `verbatim` keeps Slack from making links and mentions out of what looks like one. */
function mrkdwn(text: string) {
  return { type: 'mrkdwn', text, verbatim: true }
}
