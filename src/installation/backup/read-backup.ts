// Reads a backup file line by line; what is cut off or changed is refused.
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { z } from 'zod'
import { Unprocessable } from '../../platform/errors.ts'
import {
  type BackupHeader,
  type BackupTrailer,
  type DumpedTable,
  formatVersion,
  headerSchema,
  RowHash,
  rowSchema,
  type TextRow,
  trailerSchema,
} from './format.ts'

export interface OpenBackup {
  header: BackupHeader
  /** Call it once for each table, in the order of the header, and read all rows. */
  rowsOf(table: DumpedTable): AsyncGenerator<TextRow>
  /** After the last table. @throws Unprocessable when rows are missing or were changed */
  finish(): Promise<BackupTrailer>
  close(): void
}

export async function openBackup(path: string): Promise<OpenBackup> {
  const file = createReadStream(path)
  const gunzip = createGunzip()
  file.on('error', (error) => gunzip.destroy(error))
  const lines = linesOf(file.pipe(gunzip))
  const next = async () => {
    const { value, done } = await lines.next().catch((error: unknown) => {
      throw unreadable(path, error)
    })
    if (done) throw broken('it ends in the middle')
    return value
  }
  const hashes = new Map<string, { rows: number; sha256: string }>()
  return {
    header: readHeader(await next()),
    async *rowsOf({ name, rows, columns }) {
      const hash = new RowHash()
      while (hash.rows < rows) {
        const row = parse(rowSchema, await next())
        if (row.length !== columns.length) throw broken(`a row of ${name} has ${row.length} values`)
        hash.add(row)
        yield row
      }
      hashes.set(name, hash.result())
    },
    async finish() {
      const trailer = parse(trailerSchema, await next())
      for (const [name, { rows, sha256 }] of hashes) {
        const told = trailer.tables[name]
        if (told?.rows !== rows || told.sha256 !== sha256) throw broken(`the rows of ${name} are not those that were written`)
      }
      return trailer
    },
    close: () => file.destroy(),
  }
}

async function* linesOf(stream: Readable): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of stream.setEncoding('utf8')) {
    const parts = (rest + String(chunk)).split('\n')
    rest = parts.pop() ?? ''
    yield* parts
  }
  if (rest !== '') yield rest
}

function readHeader(line: string): BackupHeader {
  const found = tryParse(line)
  const isBackup = typeof found === 'object' && found !== null && 'format' in found && found.format === 'dispatch-backup'
  if (!isBackup) throw new Unprocessable('not_a_backup', 'The file is not a backup that `dispatch backup` wrote.')
  const { data } = headerSchema.safeParse(found)
  if (data && data.format_version <= formatVersion) return data
  throw new Unprocessable(
    'backup_newer',
    'The backup was written by a newer Dispatch. Restore it with that version or a later one.',
  )
}

function parse<T>(schema: z.ZodType<T>, line: string): T {
  const parsed = schema.safeParse(tryParse(line))
  if (!parsed.success) throw broken('a line is not what it should be')
  return parsed.data
}

function tryParse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function broken(what: string): Unprocessable {
  return new Unprocessable('backup_broken', `The backup is damaged: ${what}. Nothing was changed.`)
}

function unreadable(path: string, error: unknown): Unprocessable {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOENT') return new Unprocessable('file_missing', `There is no file ${path}.`)
  if (code === 'Z_DATA_ERROR' || code === 'Z_BUF_ERROR')
    return new Unprocessable('backup_broken', `${path} is no whole backup: it cannot be unpacked. Nothing was changed.`)
  return new Unprocessable(
    'file_unreadable',
    `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
  )
}
