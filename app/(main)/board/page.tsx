// The board.
import type { Metadata } from 'next'
import { BoardPage } from '../../_views/board-page.tsx'

export const metadata: Metadata = { title: 'Board' }

export default function Page() {
  return <BoardPage />
}
