// The board with what may lie over it, and the guide that stands in for it while it is empty.
'use client'
import { BoardView } from '#src/board/ui/board-view.tsx'
import { Guide } from './guide.tsx'
import { IssueOverlay } from './issue-overlay.tsx'

export function BoardPage() {
  return (
    <>
      <BoardView guide={<Guide />} />
      <IssueOverlay below="/board" />
    </>
  )
}
