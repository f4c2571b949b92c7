// What an edit changed, as events tell it: field → [old, new].

export type Change = [before: unknown, after: unknown]
export type Changes = Record<string, Change>

export function isChanged(before: string | null | undefined, after: string | null): boolean {
  return (before ?? null) !== after
}
