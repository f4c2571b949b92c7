// What changed between two commits, as plain facts for the guard before a push.

/** A commit as the run page lists it. */
export interface CommitFact {
  sha: string
  subject: string
}

/** One changed file. `addedText` is what the secret patterns look at; empty for binaries. */
export interface FileChange {
  path: string
  previousPath: string | null
  status: 'added' | 'modified' | 'deleted' | 'renamed' | 'type_changed'
  addedLines: number
  removedLines: number
  binary: boolean
  /** Git modes before and after, e.g. 100644, 100755, 120000 (symlink), 160000 (submodule); 000000 when absent. */
  oldMode: string
  newMode: string
  /** Target of a symlink that leaves the tree, else null. */
  escapesTo: string | null
  addedText: string
}

/** All changes between two commits; `truncated` if there were too many to list. */
export interface DiffSummary {
  baseSha: string
  headSha: string
  files: FileChange[]
  addedLines: number
  removedLines: number
  /** Paths of the package.json files whose `scripts` differ. */
  packageScriptsChanged: string[]
  truncated: boolean
}

/** One commit by itself, against its first parent. */
export interface CommitChange {
  sha: string
  /** Message, names and all headers; null if there is too much of it. */
  message: string | null
  diff: DiffSummary
}

/** The commits that a push would take along, oldest first; `unchecked` says why some of them are missing. */
export interface CommitTrail {
  commits: CommitChange[]
  unchecked: string | null
}
