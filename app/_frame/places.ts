// The views of the rail, in order, with the keys that lead there.
import {
  ChartColumn,
  CircleDot,
  Cog,
  Inbox,
  Kanban,
  type LucideIcon,
  Rocket,
  ShieldCheck,
  TerminalSquare,
  Webhook,
} from 'lucide-react'

export interface Place {
  href: string
  label: string
  icon: LucideIcon
  keys: string
}

export const places: Place[] = [
  { href: '/inbox', label: 'Inbox', icon: Inbox, keys: 'g n' },
  { href: '/board', label: 'Board', icon: Kanban, keys: 'g b' },
  { href: '/issues', label: 'Issues', icon: CircleDot, keys: 'g i' },
  { href: '/runs', label: 'Runs', icon: TerminalSquare, keys: 'g r' },
  { href: '/fixes', label: 'Fixes', icon: ShieldCheck, keys: 'g f' },
  { href: '/deployments', label: 'Deployments', icon: Rocket, keys: 'g e' },
  { href: '/deliveries', label: 'Deliveries', icon: Webhook, keys: 'g d' },
  { href: '/insights', label: 'Insights', icon: ChartColumn, keys: 'g a' },
  { href: '/settings', label: 'Settings', icon: Cog, keys: 'g s' },
]

/** Whether the address belongs to the place; the board's overlay has an issue's address. */
export function isAt(place: Place, pathname: string): boolean {
  return pathname === place.href || pathname.startsWith(`${place.href}/`)
}
