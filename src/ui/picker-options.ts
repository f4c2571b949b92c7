// Which options of a picker what was typed lets through, and how they stand together.

/** Whether one of the texts has every typed word, in any order. */
export function passesTyping(texts: readonly string[], typed: string): boolean {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  return texts.some((text) => words.every((word) => text.toLowerCase().includes(word)))
}

/** The groups in the order in which they come first; what has none stands under the empty name. */
export function groupsOf<T extends { group?: string }>(options: readonly T[]): [name: string, members: T[]][] {
  return [...Map.groupBy(options, ({ group }) => group ?? '')]
}
