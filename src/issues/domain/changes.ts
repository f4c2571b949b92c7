// What an edit changed, as events tell it: field → [old, new].

export type Changes = Record<string, [before: unknown, after: unknown]>

export function isChanged(before: string | null | undefined, after: string | null): boolean {
  return (before ?? null) !== after
}
