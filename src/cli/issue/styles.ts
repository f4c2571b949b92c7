// How priorities look.
import type { Priority } from '../../issues/domain/category.ts'
import type { Style } from '../shared/screen.ts'

const styles: Partial<Record<Priority, Style>> = { P1: 'red', P2: 'yellow', P4: 'dim' }

export function priorityStyle(priority: Priority): Style | undefined {
  return styles[priority]
}
