// A git gateway and a pull request host in memory, for tests of what happens around them.
import type { CommitTrail, DiffSummary } from '#src/runs/domain/diff.ts'
import type { GitGateway, PushResult } from '#src/runs/domain/git-gateway.ts'
import type { CreatePullResult, HostedPull, NewPull, PullRequestHost } from '#src/runs/domain/pull-request-host.ts'

export function emptyDiff(baseSha: string, headSha: string): DiffSummary {
  return { baseSha, headSha, files: [], addedLines: 0, removedLines: 0, packageScriptsChanged: [], truncated: false }
}

export class ScriptedGit implements GitGateway {
  readonly pushed: { branch: string; headSha: string }[] = []
  readonly files = new Map<string, string>()
  /** Runs whose results are kept, by repository. */
  readonly results = new Map<string, string[]>()
  diff: Partial<DiffSummary> = {}
  trail: CommitTrail = { commits: [], unchecked: null }
  pushResult: PushResult | null = null

  async probe() {
    return { ok: true as const, defaultBranch: 'main', headSha: 'a'.repeat(40), branches: 1 }
  }

  /** The tip of every branch; null: the repository is empty. */
  tip: string | null = null
  commits: { sha: string; subject: string }[] = []

  async branchTip() {
    return this.tip
  }

  async recentTip() {
    return this.tip
  }

  ancestry: boolean | null = null

  async isAncestor() {
    return this.ancestry
  }

  async inspectDiff(_: unknown, baseSha: string, headSha: string) {
    return { ...emptyDiff(baseSha, headSha), ...this.diff }
  }

  async inspectCommits() {
    return this.trail
  }

  async diffText() {
    return { text: '', truncated: false }
  }

  async commitsBetween() {
    return this.commits
  }

  async recentCommits() {
    return null
  }

  async readFile(_: unknown, __: string, path: string) {
    return this.files.get(path) ?? null
  }

  async tidy(repositoryId: string, spentAmong: (runIds: string[]) => Promise<string[]>) {
    const kept = this.results.get(repositoryId) ?? []
    const spent = new Set(await spentAmong(kept))
    this.results.set(
      repositoryId,
      kept.filter((id) => !spent.has(id)),
    )
    return spent.size
  }

  async pushBranch(_: unknown, branch: string, headSha: string): Promise<PushResult> {
    if (this.pushResult) return this.pushResult
    const created = !this.pushed.some((push) => push.branch === branch)
    this.pushed.push({ branch, headSha })
    return { ok: true, headSha, created }
  }
}

export class ScriptedPullHost implements PullRequestHost {
  readonly pulls: (HostedPull & { body: string })[] = []
  isOpenToAll = false

  async findOpenPullByHead(branch: string): Promise<HostedPull | null> {
    return this.pulls.find((pull) => pull.headBranch === branch) ?? null
  }

  async createPull(pull: NewPull): Promise<CreatePullResult> {
    if (await this.findOpenPullByHead(pull.headBranch)) return { ok: false, reason: 'exists' }
    const number = this.pulls.length + 1
    const made = {
      ...pull,
      number,
      url: `https://github.test/acme/shop/pull/${number}`,
      draft: false,
      author: 'dispatch',
      headSha: 'b'.repeat(40),
      updatedAt: new Date('2026-03-02T09:00:00Z'),
    }
    this.pulls.push(made)
    return { ok: true, pull: made }
  }

  async isPublic() {
    return this.isOpenToAll
  }
}
