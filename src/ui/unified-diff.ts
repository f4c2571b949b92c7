// A unified diff of git as files with their lines.

export interface DiffFile {
  path: string
  added: number
  removed: number
  lines: { kind: 'same' | 'added' | 'removed' | 'hunk' | 'note'; text: string }[]
}

export function parseUnifiedDiff(text: string): DiffFile[] {
  const files: DiffFile[] = []
  let isInHunk = false
  for (const line of text.split('\n')) {
    if (line.startsWith('diff --git ')) {
      files.push({ path: pathOf(line), added: 0, removed: 0, lines: [] })
      isInHunk = false
      continue
    }
    const file = files.at(-1)
    if (!file) continue
    if (line.startsWith('@@')) {
      isInHunk = true
      file.lines.push({ kind: 'hunk', text: line })
    } else if (isInHunk) addLine(file, line)
    else if (/^(new|deleted|old) (file )?mode|^rename |^Binary files/.test(line)) file.lines.push({ kind: 'note', text: line })
  }
  return files
}

function addLine(file: DiffFile, line: string): void {
  if (line.startsWith('+')) {
    file.added += 1
    file.lines.push({ kind: 'added', text: line.slice(1) })
  } else if (line.startsWith('-')) {
    file.removed += 1
    file.lines.push({ kind: 'removed', text: line.slice(1) })
  } else if (line.startsWith(' ')) file.lines.push({ kind: 'same', text: line.slice(1) })
  else if (line.startsWith('\\')) file.lines.push({ kind: 'note', text: line.slice(2) })
}

/** The new path of `diff --git a/old b/new`; paths with quotes stay quoted. */
function pathOf(line: string): string {
  return / "?b\/(.+?)"?$/.exec(line)?.[1] ?? line.slice('diff --git '.length)
}
