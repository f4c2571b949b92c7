// Which merges a later pull request carries onwards: those that its head contains. Texts and similarity have no say.
import { containmentByPushes, decideContainment, type PushEdge } from './containment.ts'

export interface Cargo {
  id: string
  mergeSha: string
}

export interface Release {
  headSha: string
  /** Pushes to its head branch. */
  pushes: readonly PushEdge[]
  /** What was found out outside about single ones. */
  answers?: ReadonlyMap<string, 'yes' | 'no' | 'unknown'>
}

export interface Carried {
  carried: string[]
  unknown: string[]
}

/** Sorts the merges into a branch by whether the head of the pull request that leaves the branch contains them. */
export function decideCarried({ headSha, pushes, answers }: Release, cargo: readonly Cargo[]): Carried {
  const judged = cargo.map(({ id, mergeSha }) => {
    const { contains } = decideContainment({ mergeSha, deployedSha: headSha, byPushes: containmentByPushes(mergeSha, pushes) })
    return { id, contains: contains === 'unknown' ? (answers?.get(id) ?? 'unknown') : contains }
  })
  const among = (wanted: string) => judged.filter(({ contains }) => contains === wanted).map(({ id }) => id)
  return { carried: among('yes'), unknown: among('unknown') }
}
