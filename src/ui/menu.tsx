// Drop-down menus of actions.
'use client'
import type { LucideIcon } from 'lucide-react'
import { DropdownMenu as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from './class-names.ts'

export const floatingClasses =
  'z-50 min-w-44 animate-enter overflow-hidden rounded-lg border border-line-strong bg-raised p-1 shadow-float'

interface MenuProps {
  /** A single element that can take a ref: a button. */
  trigger: ReactNode
  children: ReactNode
  align?: 'start' | 'end'
  side?: 'top' | 'bottom'
  open?: boolean
  onOpenChange?(open: boolean): void
  onCloseAutoFocus?(event: Event): void
}

export function Menu({ trigger, children, align = 'start', side = 'bottom', open, onOpenChange, onCloseAutoFocus }: MenuProps) {
  return (
    <Radix.Root {...(open !== undefined && { open })} {...(onOpenChange && { onOpenChange })}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          {...(onCloseAutoFocus && { onCloseAutoFocus })}
          className={cx(
            floatingClasses,
            'max-h-[min(420px,var(--radix-dropdown-menu-content-available-height))] overflow-y-auto',
          )}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

const itemClasses =
  'flex h-7 select-none items-center gap-2 rounded-md px-2 text-base text-ink outline-none data-disabled:opacity-45 data-highlighted:bg-hover'

interface MenuItemProps {
  children: ReactNode
  onSelect(): void
  icon?: LucideIcon
  glyph?: ReactNode
  hint?: string | undefined
  disabled?: boolean
  danger?: boolean
}

export function MenuItem({ children, onSelect, icon: Icon, glyph, hint, disabled = false, danger = false }: MenuItemProps) {
  return (
    <Radix.Item disabled={disabled} onSelect={onSelect} className={cx(itemClasses, danger && 'text-fail')}>
      {Icon && <Icon aria-hidden size={14} className={danger ? 'text-fail' : 'text-ink-3'} />}
      {glyph}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {hint && <span className="ml-4 text-meta text-ink-3">{hint}</span>}
    </Radix.Item>
  )
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2 pt-1.5 pb-1 text-meta text-ink-3">{children}</Radix.Label>
}

export function MenuSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />
}
