// A sentence in which backticks set off what is code, as messages of the server write it.

export interface CodePart {
  text: string
  isCode: boolean
}

/** A backtick without its partner stays as it is. */
export function codeParts(sentence: string): CodePart[] {
  const parts = sentence.split(/`([^`\n]+)`/)
  return parts.map((text, index) => ({ text, isCode: index % 2 === 1 })).filter(({ text }) => text !== '')
}
