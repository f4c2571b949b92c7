// What runs need of a place that hosts pull requests. The vendor's folder implements it; a plain git remote has none.

/** A pull request as its host describes it. */
export interface HostedPull {
  number: number
  title: string
  url: string
  draft: boolean
  author: string | null
  headBranch: string
  headSha: string
  baseBranch: string
  updatedAt: Date
}

export interface NewPull {
  headBranch: string
  baseBranch: string
  title: string
  /** Markdown; holds the run's marker. */
  body: string
}

/** `exists`: the host has an open pull request of this head already, which is then adopted. */
export type CreatePullResult = { ok: true; pull: HostedPull } | { ok: false; reason: 'exists' }

/** One repository on its host. Failures of the host reject with Upstream. */
export interface PullRequestHost {
  /** The newest open pull request of this very branch, of the repository itself and of no fork. */
  findOpenPullByHead(branch: string): Promise<HostedPull | null>
  createPull(pull: NewPull): Promise<CreatePullResult>
  /** Everyone can read it: the body of a pull request then holds summary and links only. */
  isPublic(): Promise<boolean>
}
