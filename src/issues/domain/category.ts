// The fixed categories of board columns. Names of columns are free; behaviour hangs on the category alone.

export const categories = ['backlog', 'investigating', 'needs_review', 'in_progress', 'in_review', 'done', 'canceled'] as const
export type Category = (typeof categories)[number]

export const priorities = ['P1', 'P2', 'P3', 'P4'] as const
export type Priority = (typeof priorities)[number]

/** Whether work in this category has ended. */
export function isClosed(category: Category): boolean {
  return category === 'done' || category === 'canceled'
}

/** One step more urgent; P1 stays P1. */
export function raisePriority(priority: Priority): Priority {
  return priorities[Math.max(0, priorities.indexOf(priority) - 1)] ?? 'P1'
}
