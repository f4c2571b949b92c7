// A notice as an e-mail: text, and the same as simple HTML in which nothing of a stranger's is markup.
import { cutText } from '../../platform/cut-text.ts'
import { visibleText } from '../../runs/domain/marked-text.ts'
import type { Notice } from './notice.ts'

export interface MailMessage {
  subject: string
  text: string
  html: string
}

const longestSubject = 180

/** @param url where to go; null when this installation has no public address */
export function mailMessageOf(notice: Notice, url: string | null): MailMessage {
  const subject = [notice.identifier && `[${notice.identifier}]`, `${notice.heading}${notice.title ? ':' : ''}`, notice.title]
    .filter(Boolean)
    .join(' ')
  const facts = notice.facts.map(oneLine).join(' · ')
  const title = oneLine(notice.title ?? '')
  const detail = visibleText(notice.detail)
  const footer =
    'You get this because a workspace of Dispatch sends its notices to this address. An admin can change that under Settings.'
  return {
    subject: cutText(oneLine(subject), longestSubject),
    text: [notice.heading, title, detail, facts, url && `${notice.action}: ${url}`, `-- \n${footer}`]
      .filter(Boolean)
      .join('\n\n'),
    html: [
      '<!doctype html><html><body style="font:14px/1.5 system-ui,sans-serif;color:#1a1a1a;max-width:600px">',
      `<p style="margin:0 0 4px;color:#666">${escapeHtml([notice.heading, notice.identifier].filter(Boolean).join(' · '))}</p>`,
      title && `<p style="margin:0 0 12px;font-size:17px;font-weight:600">${escapeHtml(title)}</p>`,
      detail && `<p style="margin:0 0 12px;white-space:pre-wrap">${escapeHtml(detail)}</p>`,
      facts && `<p style="margin:0 0 12px;color:#666">${escapeHtml(facts)}</p>`,
      url && `<p style="margin:0 0 20px"><a href="${escapeHtml(url)}">${escapeHtml(notice.action)}</a></p>`,
      `<p style="margin:0;color:#888;font-size:12px">${footer}</p></body></html>`,
    ]
      .filter(Boolean)
      .join('\n'),
  }
}

/** Headers are lines: what would end one is gone. */
function oneLine(text: string): string {
  return visibleText(text).replace(/\s+/g, ' ').trim()
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
