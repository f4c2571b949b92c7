// Who a comment speaks to: `@Their Name`, in any case, outside of code and quotations.
import { cutText } from '../../platform/cut-text.ts'

export interface Person {
  id: string
  name: string
}

/** So many people a comment may call at most: more is a list of names. */
const maxMentions = 10

export function findMentions(body: string, people: readonly Person[]): Person[] {
  const text = withoutCodeAndQuotes(body).toLowerCase()
  const called = new Map<string, Person>()
  // The longest name first, so that "@Robin Vale" does not call "Robin".
  const longestFirst = [...people].sort((a, b) => b.name.length - a.name.length)
  for (let at = text.indexOf('@'); at >= 0 && called.size < maxMentions; at = text.indexOf('@', at + 1)) {
    if (at > 0 && isWord(text[at - 1])) continue
    const length = longestFirst.find((person) => isNameAt(text, at + 1, person.name.toLowerCase()))?.name.length
    for (const person of longestFirst)
      if (person.name.length === length && isNameAt(text, at + 1, person.name.toLowerCase())) called.set(person.id, person)
  }
  return [...called.values()].slice(0, maxMentions)
}

/** The comment in a line, for the notice. */
export function excerptOf(body: string): string {
  return cutText(withoutCodeAndQuotes(body).replaceAll(/\s+/g, ' ').trim(), 200)
}

function isNameAt(text: string, at: number, name: string): boolean {
  return name.length > 0 && text.startsWith(name, at) && !isWord(text[at + name.length])
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_]/u.test(character)
}

function withoutCodeAndQuotes(body: string): string {
  return body
    .replaceAll(/```[\s\S]*?(```|$)/g, ' ')
    .replaceAll(/`[^`\n]*`/g, ' ')
    .replaceAll(/^\s*>.*$/gm, ' ')
}
