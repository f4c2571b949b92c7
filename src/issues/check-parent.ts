// An issue stands under a parent, never inside itself and not too deep. The lock of the hierarchy comes before any issue's.
import type { Tx } from '../platform/context.ts'
import { Invalid } from '../platform/errors.ts'
import { maxLevels } from './domain/relation.ts'
import { measureParent } from './store/relation-store.ts'

/** @param issueId null for an issue that is being made @throws Invalid at `parent` */
export async function checkParent(tx: Tx, issueId: string | null, parentId: string | null | undefined): Promise<void> {
  if (!parentId) return
  const { isCircle, levels } = await measureParent(tx.db, { issueId, parentId })
  if (isCircle) throw new Invalid([{ path: 'parent', message: 'an issue cannot be inside itself' }])
  if (levels > maxLevels) {
    throw new Invalid([{ path: 'parent', message: `issues nest at most ${maxLevels} levels deep; this would be ${levels}` }])
  }
}
