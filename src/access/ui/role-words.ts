// The roles in words, from least to most.
import type { Role } from '../../platform/context.ts'

export const roleWords: { value: Role; label: string; hint: string }[] = [
  { value: 'viewer', label: 'Viewer', hint: 'Reads everything but settings; changes nothing.' },
  { value: 'member', label: 'Member', hint: 'Works: issues, comments, runs, plans.' },
  { value: 'admin', label: 'Admin', hint: 'Also settings, keys, members up to admin.' },
  { value: 'owner', label: 'Owner', hint: 'Also owners, and deleting the workspace.' },
]

export function roleLabel(role: Role): string {
  return roleWords.find(({ value }) => value === role)?.label ?? role
}
