// Joins class names, leaving out those that don't apply.

/** `cx('a', false, 'b')` is `'a b'`. */
export function cx(...parts: (string | false | null | undefined)[]): string {
  return parts.filter(Boolean).join(' ')
}
