// What an event of the live stream does to a loaded board.
import type { Card } from '../../issues/schemas.ts'
import type { LiveEvent } from '../../ui/live/event-chain.ts'
import { findCard, isInLoadedPart, putCard, removeCard, replaceCard } from './board-order.ts'
import type { BoardData } from './board-types.ts'

export interface Applied {
  board: BoardData
  /** The event concerns cards that are not loaded: the counts must be asked for. */
  countsUnknown: boolean
}

/** Events come in order; one that the board already shows changes nothing. */
export function applyEvent(board: BoardData, event: LiveEvent): Applied {
  if (event.seq <= board.position) return { board, countsUnknown: false }
  const moved = { ...board, position: event.seq }
  const card = cardOf(event)
  if (event.type === 'issue.deleted') return applyDeletion(moved, event.issue_id)
  if (!card) return { board: moved, countsUnknown: false }
  const known = findCard(moved, card.id)
  if (known) return { board: applyToKnown(moved, known.card, card), countsUnknown: false }
  return applyToUnknown(moved, card, event)
}

function applyDeletion(board: BoardData, issueId: string | null): Applied {
  const isKnown = issueId !== null && findCard(board, issueId) !== null
  return { board: isKnown && issueId ? removeCard(board, issueId) : board, countsUnknown: !isKnown }
}

/** A card that a person is just moving carries a half revision: only the server's answer to that move is newer. */
function applyToKnown(board: BoardData, shown: Card, card: Card): BoardData {
  if (card.revision < shown.revision) return board
  const stays = shown.status.id === card.status.id && shown.rank === card.rank
  return stays ? replaceCard(board, card) : putCard(board, card)
}

function applyToUnknown(board: BoardData, card: Card, event: LiveEvent): Applied {
  if (event.type === 'issue.created') return { board: putCard(board, card), countsUnknown: false }
  const column = board.columns.find((item) => item.status.id === card.status.id)
  const isVisible = column !== undefined && isInLoadedPart(column, card)
  // It came from a part that is not loaded; where its old column lost it cannot be told for sure.
  return { board: isVisible ? putCard(board, card) : board, countsUnknown: isVisible || event.changes.status !== undefined }
}

/** The stream sends cards by the same schema as the board; null for events that are about no issue. */
function cardOf(event: LiveEvent): Card | null {
  return event.issue as Card | null
}
