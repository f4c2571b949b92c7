// What of an issue is turned into a vector, and the hash that tells whether it changed.
import { createHash } from 'node:crypto'

export interface Document {
  title: string
  /** The beginning of the description as prose: no code, no addresses, no Markdown signs. */
  description: string
}

const maxDescriptionLength = 1_000

/** The part of an issue that search compares by meaning. */
export function toDocument(issue: { title: string; description: string }): Document {
  return {
    title: oneLine(issue.title),
    description: oneLine(toProse(issue.description)).slice(0, maxDescriptionLength).toWellFormed(),
  }
}

/** Of the way in which a vector is made of a document: another way is another vector. */
const recipe = 2

/** Changes exactly when the vector would. */
export function contentHash({ title, description }: Document): string {
  return createHash('sha256')
    .update(JSON.stringify([recipe, title, description]))
    .digest('hex')
}

// Stack frames, dumps and links look alike in all issues and would make strangers similar.
function toProse(markdown: string): string {
  return markdown
    .slice(0, 20_000)
    .replace(/```[\s\S]*?(```|$)/g, ' ')
    .replace(/<!--[\s\S]*?(-->|$)/g, ' ')
    .replace(/https?:\/\/\S+/g, ' ')
    .replace(/^\s*[#>*+|-]+\s*/gm, ' ')
    .replace(/[*_`~[\]]/g, '')
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, ' ').trim()
}
