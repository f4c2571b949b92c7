// Which change a simulated agent makes: the failing line that the issue names, made safe against missing values. Pure and always the same.

export interface SourceFile {
  path: string
  content: string
}

export interface PlannedEdit {
  path: string
  content: string
  /** 1-based line that changes; 0 if the file is new. */
  line: number
  summary: string
}

const codeFile = /\.[cm]?[jt]sx?$/
const memberChain = /\b[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+/g

/** The edit for the files of a checkout, led by places such as `src/checkout.js:12` in the text; a note of its own when nothing fits. */
export function planEdit(files: SourceFile[], hint: string): PlannedEdit {
  for (const file of files.filter(({ path }) => codeFile.test(path) && hint.includes(path))) {
    const named = lineAfter(hint, file.path)
    const lines = file.content.split('\n')
    const index = named !== null && isGuardable(lines[named - 1]) ? named - 1 : lines.findIndex(isGuardable)
    if (index >= 0) return guarded(file, lines, index)
  }
  return note(files)
}

function guarded(file: SourceFile, lines: string[], index: number): PlannedEdit {
  const changed = lines.with(index, withGuards(lines[index] ?? ''))
  const summary = `Guard against missing values in ${file.path} line ${index + 1}`
  return { path: file.path, content: changed.join('\n'), line: index + 1, summary }
}

/** `order.customer.name` becomes `order?.customer?.name`; calls of globals and imports stay. */
function withGuards(line: string): string {
  return line.replace(memberChain, (chain) => (isPlainChain(chain) ? chain.replaceAll('.', '?.') : chain))
}

function isGuardable(line: string | undefined): boolean {
  if (
    line === undefined ||
    /^\s*(\/\/|\*|import\b|export\s+\*)/.test(line) ||
    /(?<![=!<>])=(?![=>])/.test(line.replace(/^\s*(const|let|var)\s[^=]*=/, ''))
  )
    return false
  return [...line.matchAll(memberChain)].some(([chain]) => isPlainChain(chain))
}

function isPlainChain(chain: string): boolean {
  return !/^(console|process|module|exports|Math|JSON|Object|Array|Number|String|Promise|import|this)\./.test(chain)
}

function lineAfter(hint: string, path: string): number | null {
  const after = hint.slice(hint.indexOf(path) + path.length)
  const line = /^(?::|[^\n]{0,20}?\bline\s+)(\d{1,6})/.exec(after)?.[1]
  return line === undefined ? null : Number(line)
}

function note(files: SourceFile[]): PlannedEdit {
  const path = 'docs/simulated-change.md'
  const before = files.find((file) => file.path === path)?.content ?? '# Simulated changes\n'
  return {
    path,
    content: `${before}\n- A simulated agent was here and found no line to change.\n`,
    line: 0,
    summary: 'Leave a note of a simulated run',
  }
}
