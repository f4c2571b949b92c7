// What a card may ask of the board. One object for all cards, so that they need not be drawn again when the board is.
import type { Card } from '../../issues/schemas.ts'

export interface BoardActions {
  /** Whether the one who looks may move cards. */
  canMove: boolean
  open(card: Card): void
  focus(cardId: string): void
  /** Opens the "Move to…" menu beside that place of the screen. */
  menu(card: Card, beside: DOMRect): void
}
