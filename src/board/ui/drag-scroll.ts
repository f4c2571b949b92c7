// Scrolls what lies under a dragged card when the pointer comes near its edge.

const zonePx = 56
const maxStepPx = 14

/** Call for every move of the drag; scrolls the column under the pointer and the board sideways. */
export function scrollNear(pointer: { clientX: number; clientY: number }, board: HTMLElement): void {
  const column = document
    .elementsFromPoint(pointer.clientX, pointer.clientY)
    .find((element) => element.hasAttribute('data-column-scroller'))
  if (column) {
    const { top, bottom } = column.getBoundingClientRect()
    column.scrollTop += step(pointer.clientY, top, bottom)
  }
  const { left, right } = board.getBoundingClientRect()
  board.scrollLeft += step(pointer.clientX, left, right)
}

/** Negative near the start, positive near the end, stronger the nearer. */
export function step(at: number, start: number, end: number): number {
  if (at < start + zonePx) return -Math.round(maxStepPx * Math.min(1, (start + zonePx - at) / zonePx))
  if (at > end - zonePx) return Math.round(maxStepPx * Math.min(1, (at - end + zonePx) / zonePx))
  return 0
}
