// What cannot be missing: where it is all the same, there is a bug, and the sentence says which.

/** The value itself. Throws when it is null or undefined. */
export function must<T>(value: T | null | undefined, sentence: string): T {
  if (value === null || value === undefined) throw new Error(sentence)
  return value
}
