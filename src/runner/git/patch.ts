// Reads git's machine formats of a diff; pure. Hunks are counted by their headers, so that no content can pose as a header.

export interface RawChange {
  oldMode: string
  newMode: string
  oldSha: string
  newSha: string
  status: string
  path: string
  previousPath: string | null
}

/** Reads `diff-tree -r -M -z --raw`. */
export function parseRaw(output: string): RawChange[] {
  const fields = output.split('\0')
  const changes: RawChange[] = []
  for (let i = 0; i < fields.length; ) {
    const [, oldMode, newMode, oldSha, newSha, status] = /^:(\d{6}) (\d{6}) (\w+) (\w+) (\w)/.exec(fields[i] ?? '') ?? []
    if (!oldMode || !newMode || !oldSha || !newSha || !status) break
    const hasTwoPaths = status === 'R' || status === 'C'
    const [first = '', second = ''] = [fields[i + 1], fields[i + 2]]
    changes.push({
      oldMode,
      newMode,
      oldSha,
      newSha,
      status,
      path: hasTwoPaths ? second : first,
      previousPath: hasTwoPaths ? first : null,
    })
    i += hasTwoPaths ? 3 : 2
  }
  return changes
}

export interface LineCount {
  added: number
  removed: number
  binary: boolean
}

/** Reads `diff-tree -r -M -z --numstat`, by path after the change. */
export function parseNumstat(output: string): Map<string, LineCount> {
  const fields = output.split('\0')
  const counts = new Map<string, LineCount>()
  for (let i = 0; i < fields.length; ) {
    const [, added, removed, path] = /^(\d+|-)\t(\d+|-)\t([\s\S]*)$/.exec(fields[i] ?? '') ?? []
    if (added === undefined || path === undefined) break
    const isRename = path === ''
    const count = { added: Number(added) || 0, removed: Number(removed) || 0, binary: added === '-' }
    counts.set(isRename ? (fields[i + 2] ?? '') : path, count)
    i += isRename ? 3 : 1
  }
  return counts
}

/** Added lines by path from `diff-tree -p -U0`. */
export function parseAddedLines(patch: string): Map<string, string> {
  const added = new Map<string, string[]>()
  let current: string[] = []
  let pending = { removed: 0, added: 0 }
  for (const line of patch.split('\n')) {
    if (pending.removed > 0 && line.startsWith('-')) pending.removed--
    else if (pending.added > 0 && line.startsWith('+')) {
      pending.added--
      current.push(line.slice(1))
    } else if (line.startsWith('@@ ')) pending = hunkSize(line)
    else if (line.startsWith('+++ ')) {
      const path = pathOf(line.slice(4))
      current = added.get(path) ?? []
      added.set(path, current)
    }
  }
  return new Map([...added].map(([path, lines]) => [path, lines.join('\n')]))
}

function hunkSize(header: string): { removed: number; added: number } {
  const [, removed = '1', added = '1'] = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(header) ?? []
  return { removed: Number(removed), added: Number(added) }
}

/** A path of a patch header: `b/…`, with a tab at its end if it has blanks, quoted as in C if it has stranger characters. */
function pathOf(text: string): string {
  const plain = text.replace(/\t$/, '')
  const path = plain.startsWith('"') ? unquoted(plain.slice(1, -1)) : plain
  return path.replace(/^b\//, '')
}

function unquoted(text: string): string {
  const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', v: '\v', f: '\f' }
  const bytes = text.replace(/\\([0-7]{3}|.)/g, (_, code: string) =>
    code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8)) : (escapes[code] ?? code),
  )
  return bytes
}
