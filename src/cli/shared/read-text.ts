// A longer text: given as an option, from a file, from stdin, or written in the person's editor.
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text as readAll } from 'node:stream/consumers'
import { personalSetting } from './env.ts'
import { Interrupted, UsageError } from './failure.ts'

export interface TextOptions {
  /** The text itself. */
  given?: string | undefined
  /** A path, or `-` for stdin. */
  file?: string | undefined
  editor?: boolean | undefined
  /** What the editor opens with. */
  initial?: string | undefined
}

/** Undefined when no way was chosen. */
export async function readTextOption({ given, file, editor, initial = '' }: TextOptions): Promise<string | undefined> {
  if ([given !== undefined, file !== undefined, editor === true].filter(Boolean).length > 1)
    throw new UsageError('Give the text in one way only: as an option, by --file, or by --editor.')
  if (file === '-') return readAll(process.stdin)
  if (file !== undefined) return readNamed(file)
  return editor ? writeInEditor(initial) : given
}

async function readNamed(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${path} cannot be read: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}.`)
  })
}

/** Throws Interrupted when the person leaves nothing in it, or the editor fails. */
export async function writeInEditor(initial: string): Promise<string> {
  if (!process.stdin.isTTY) throw new UsageError('An editor needs a terminal. Use --file, or --file - for stdin.')
  const directory = await mkdtemp(join(tmpdir(), 'dispatch-edit-'))
  try {
    const path = join(directory, 'text.md')
    await writeFile(path, initial, { mode: 0o600 })
    await runEditor(path)
    const text = await readFile(path, 'utf8')
    if (text.trim() === '') throw new Interrupted('nothing was written')
    return text
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** Through a shell, since people set `code --wait`; the path is an argument of its own and never part of the command. */
function runEditor(path: string): Promise<void> {
  const command = personalSetting('VISUAL') ?? personalSetting('EDITOR') ?? 'vi'
  const editor = spawn('sh', ['-c', `${command} "$1"`, 'sh', path], { stdio: 'inherit' })
  return new Promise((resolve, reject) => {
    editor.on('error', reject)
    editor.on('exit', (code) => (code === 0 ? resolve() : reject(new Interrupted(`${command} ended with ${code}`))))
  })
}
