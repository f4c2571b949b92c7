// Reads a backup to its end before anything is touched: a damaged file is found while there is nothing to undo.
import type { BackupHeader, BackupProgress } from './format.ts'
import { openBackup } from './read-backup.ts'

/** @throws Unprocessable with what is wrong */
export async function verifyBackup(path: string, onProgress: BackupProgress = () => {}): Promise<BackupHeader> {
  const backup = await openBackup(path)
  try {
    const total = backup.header.tables.reduce((sum, { rows }) => sum + rows, 0)
    let done = 0
    for (const table of backup.header.tables) for await (const _row of backup.rowsOf(table)) onProgress(++done, total)
    await backup.finish()
    return backup.header
  } finally {
    backup.close()
  }
}
