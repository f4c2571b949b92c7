// Names are unique in a workspace; the unique index has the last word.
import { databaseErrorOf, Invalid } from '../platform/errors.ts'

/** @throws Invalid `name_taken` at `path` */
export async function refuseTakenName<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (databaseErrorOf(error)?.code === '23505') throw new Invalid([{ path, message: 'is taken already' }], 'name_taken')
    throw error
  }
}
