// "Move to…": every column by name, without dragging. The place is the top of the column.
'use client'
import { DropdownMenu as Radix } from 'radix-ui'
import type { Card } from '../../issues/schemas.ts'
import { StatusGlyph } from '../../issues/ui/status-glyph.tsx'
import { floatingClasses, MenuItem, MenuLabel } from '../../ui/menu.tsx'
import type { BoardColumn } from './board-types.ts'

interface MoveMenuProps {
  card: Card
  beside: DOMRect
  columns: readonly BoardColumn[]
  onPick(statusId: string): void
  onClose(): void
}

export function MoveMenu({ card, beside, columns, onPick, onClose }: MoveMenuProps) {
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Trigger asChild>
        <span
          aria-hidden
          className="fixed size-0"
          style={{ left: beside.left + Math.min(24, beside.width), top: beside.top + Math.min(24, beside.height) }}
        />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={`Move ${card.identifier}`}
          align="start"
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            document.querySelector<HTMLElement>(`[data-card="${card.id}"]`)?.focus()
          }}
          className={floatingClasses}
        >
          <MenuLabel>Move {card.identifier} to</MenuLabel>
          {columns.map(({ status }) => (
            <MenuItem
              key={status.id}
              disabled={status.id === card.status.id}
              onSelect={() => onPick(status.id)}
              glyph={<StatusGlyph category={status.category} />}
              hint={status.id === card.status.id ? 'here' : undefined}
            >
              {status.name}
            </MenuItem>
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
