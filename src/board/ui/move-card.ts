// Moving a card: shown at once, sent with the revision that was seen, taken back with a reason when it is refused.
'use client'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import type { Card, Issue } from '../../issues/schemas.ts'
import { keepIssue } from '../../issues/ui/issue-queries.ts'
import { api } from '../../ui/api-client.ts'
import { isProblem } from '../../ui/api-problem.ts'
import { toastDone, toastProblem } from '../../ui/toast.tsx'
import { findCard, putCard } from './board-order.ts'
import type { BoardData } from './board-types.ts'
import { type Landing, landedCard } from './carry.ts'
import { boardKey } from './live-board.ts'

/** A move that the close gate refused: a person may still say why. */
export interface RefusedClose {
  card: Card
  landing: Landing
  detail: string
}

export function useMoveCard() {
  const client = useQueryClient()
  const [refused, setRefused] = useState<RefusedClose | null>(null)
  const move = useCallback(
    (card: Card, landing: Landing) => {
      void send(client, card, landing).catch((error: unknown) => {
        if (isProblem(error, 'close_gate')) setRefused({ card, landing, detail: error.detail })
        else toastProblem(error, `${card.identifier} was not moved`)
      })
    },
    [client],
  )
  const closeWithReason = async (reason: string) => {
    if (!refused) return
    await send(client, refused.card, refused.landing, reason)
    setRefused(null)
    toastDone(`${refused.card.identifier} is done. Your reason is on its timeline.`)
  }
  return { move, refused, forget: () => setRefused(null), closeWithReason }
}

/** Moves of one card go one after the other, each by the revision that the one before it made. */
const underway = new Map<string, Promise<Issue>>()

async function send(client: QueryClient, card: Card, landing: Landing, closeReason?: string): Promise<void> {
  put(client, landedCard(card, landing))
  const before = underway.get(card.id)
  const answer = (async () => {
    // That the one before was refused has been told by itself.
    const revision = before ? await before.then((issue) => issue.revision).catch(() => undefined) : card.revision
    return api<Issue>(`/api/issues/${card.id}`, {
      method: 'PATCH',
      ...(revision !== undefined && { ifMatch: revision }),
      body: {
        ...((before || card.status.id !== landing.status.id) && { status: landing.status.id }),
        ...(landing.place && { rank: landing.place }),
        ...(closeReason && { close_reason: closeReason }),
      },
    })
  })()
  underway.set(card.id, answer)
  const isLast = () => underway.get(card.id) === answer
  try {
    const issue = await answer
    keepIssue(client, issue)
    if (isLast()) putIfNewer(client, issue)
  } catch (error) {
    if (isLast()) await takeBack(client, card, error)
    throw error
  } finally {
    if (isLast()) underway.delete(card.id)
  }
}

async function takeBack(client: QueryClient, card: Card, error: unknown): Promise<void> {
  const isServers = Number.isInteger(card.revision)
  put(client, isServers ? card : { ...card, revision: 0 })
  // Somebody else changed it meanwhile, or it was moved twice at once: show what the server has.
  if (!isServers || isProblem(error, 'stale_revision')) putIfNewer(client, await api<Issue>(`/api/issues/${card.id}`))
}

function put(client: QueryClient, card: Card): void {
  client.setQueryData<BoardData>(boardKey, (board) => board && putCard(board, card))
}

/** The stream may have been faster than the answer. */
function putIfNewer(client: QueryClient, card: Card): void {
  client.setQueryData<BoardData>(boardKey, (board) => {
    const shown = board && findCard(board, card.id)
    return board && (!shown || shown.card.revision < card.revision) ? putCard(board, card) : board
  })
}
