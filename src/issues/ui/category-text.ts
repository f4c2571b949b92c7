// Categories of columns as people read them.

/** `needs_review` as "needs review". */
export function categoryText(category: string): string {
  return category.replaceAll('_', ' ')
}
