// The directory that holds what this installation keeps: made when it is missing, its own alone, and writable.
import { access, constants, mkdir, stat } from 'node:fs/promises'
import { dirname, parse } from 'node:path'
import { Unavailable } from './errors.ts'

const hints: Record<string, string> = {
  EEXIST: 'there is a file of that name',
  ENOTDIR: 'a part of the path is a file',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'it is on a file system that cannot be written',
  ENOENT: 'the system makes no directory there',
  ENOSPC: 'the disk is full',
}

/** Readable by this user alone. @throws Unavailable `data_directory_unusable` with the reason */
export async function prepareDataDirectory(path: string): Promise<void> {
  if (parse(path).root === path) throw unusable(path, 'it is the root of the file system')
  try {
    await make(path)
    if (!(await stat(path)).isDirectory()) throw unusable(path, 'there is a file of that name')
    await access(path, constants.W_OK | constants.X_OK)
  } catch (error) {
    const hint = hints[codeOf(error) ?? '']
    if (hint === undefined) throw error
    throw unusable(path, hint)
  }
}

/** Step by step: Node's own `recursive` never ends where the system answers ENOENT though the parent is there, as below /proc. */
async function make(path: string, isParentMade = false): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 })
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return
    if (codeOf(error) !== 'ENOENT' || isParentMade) throw error
    await make(dirname(path))
    await make(path, true)
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

function unusable(path: string, why: string): Unavailable {
  return new Unavailable(
    'data_directory_unusable',
    `DISPATCH_DATA_DIR=${path} cannot be used: ${why}. Name a directory that this user can write to.`,
  )
}
