// Paths and anchors that documents name exist.
import { access, glob, readFile } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'

const root = join(import.meta.dirname, '..')
const link = /\]\(([^)\s]+)\)/g
const problems: string[] = []

for await (const path of glob(['*.md', 'docs/**/*.md', 'test/**/*.md', 'bench/*.md'], { cwd: root })) {
  const text = withoutCode(await readFile(join(root, path), 'utf8'))
  for (const [, target = ''] of text.matchAll(link)) {
    if (/^[a-z]+:/.test(target)) continue
    const [file = '', anchor] = target.split('#')
    const resolved = file === '' ? path : normalize(join(dirname(path), file))
    if (!(await exists(resolved))) problems.push(`${path}: ${target} does not exist`)
    else if (anchor && resolved.endsWith('.md') && !(await anchorsOf(resolved)).has(anchor))
      problems.push(`${path}: ${target} has no such heading`)
  }
}
if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exitCode = 1
}

function exists(path: string): Promise<boolean> {
  return access(join(root, path)).then(
    () => true,
    () => false,
  )
}

async function anchorsOf(path: string): Promise<Set<string>> {
  const text = withoutCode(await readFile(join(root, path), 'utf8'))
  const headings = [...text.matchAll(/^#{1,6}\s+(.+)$/gm)].map(([, heading = '']) => heading)
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  )
}

function withoutCode(text: string): string {
  return text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '')
}
