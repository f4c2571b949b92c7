// The difference of two texts by lines: the shortest edit script of Myers, enough for plans and edits of a transcript.

export interface DiffLine {
  kind: 'same' | 'added' | 'removed'
  text: string
}

/** More work than this and the texts have nothing in common that a person would look for. */
const maxEdits = 2000

export function diffLines(before: string, after: string): DiffLine[] {
  const a = splitLines(before)
  const b = splitLines(after)
  const trace = findEdits(a, b)
  if (!trace) return [...a.map((text) => line('removed', text)), ...b.map((text) => line('added', text))]
  return walkBack(a, b, trace)
}

function splitLines(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}

const line = (kind: DiffLine['kind'], text: string): DiffLine => ({ kind, text })

/** For every number of edits, how far each diagonal reaches; null when there are too many. */
function findEdits(a: readonly string[], b: readonly string[]): Map<number, number>[] | null {
  const trace: Map<number, number>[] = []
  let reach = new Map([[1, 0]])
  for (let edits = 0; edits <= Math.min(a.length + b.length, maxEdits); edits += 1) {
    trace.push(new Map(reach))
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const comesDown = diagonal === -edits || (diagonal !== edits && at(reach, diagonal - 1) < at(reach, diagonal + 1))
      let x = comesDown ? at(reach, diagonal + 1) : at(reach, diagonal - 1) + 1
      let y = x - diagonal
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x += 1
        y += 1
      }
      reach.set(diagonal, x)
      if (x >= a.length && y >= b.length) return trace
    }
    reach = new Map(reach)
  }
  return null
}

function walkBack(a: readonly string[], b: readonly string[], trace: readonly Map<number, number>[]): DiffLine[] {
  const lines: DiffLine[] = []
  let x = a.length
  let y = b.length
  for (let edits = trace.length - 1; edits >= 0; edits -= 1) {
    const reach = trace[edits] ?? new Map<number, number>()
    const diagonal = x - y
    const comesDown = diagonal === -edits || (diagonal !== edits && at(reach, diagonal - 1) < at(reach, diagonal + 1))
    const previous = comesDown ? diagonal + 1 : diagonal - 1
    const startX = at(reach, previous)
    const startY = startX - previous
    while (x > startX && y > startY && x > 0 && y > 0) {
      x -= 1
      y -= 1
      lines.push(line('same', a[x] ?? ''))
    }
    if (edits === 0) break
    if (comesDown) lines.push(line('added', b[startY] ?? ''))
    else lines.push(line('removed', a[startX] ?? ''))
    x = startX
    y = startY
  }
  return lines.reverse()
}

function at(reach: ReadonlyMap<number, number>, diagonal: number): number {
  return reach.get(diagonal) ?? -1
}

/** Long unchanged stretches shortened to `context` lines beside each change; null stands for what was left out. */
export function foldUnchanged(lines: readonly DiffLine[], context = 3): (DiffLine | null)[] {
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - context), index + context + 1).some((item) => item.kind !== 'same'),
  )
  return lines.flatMap((item, index) => (near[index] ? [item] : near[index - 1] !== false ? [null] : []))
}
