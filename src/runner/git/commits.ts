// Every commit of a branch by itself: what one commit adds and the next removes leaves with the branch all the same.
import type { CommitChange, CommitTrail } from '../../runs/domain/diff.ts'
import { inspectDiff } from './diff.ts'
import { type GitSettings, isObjectName, runGit } from './git.ts'

const commitsMax = 200
const filesMax = 5_000
const textMax = 32 * 1024 * 1024
const messageMax = 1024 * 1024
const emptyTrees = new Map([
  [40, '4b825dc642cb6eb9a060e54bf8d69288fbee4904'],
  [64, '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321'],
])

/** Commits that `head` has and `base` has not, oldest first, each with its message and its change against its first parent. */
export async function inspectCommits(
  settings: GitSettings,
  mirror: string,
  [base, head]: [string, string],
): Promise<CommitTrail> {
  const listed = await listCommits(settings, mirror, [base, head])
  if (listed.length > commitsMax) return { commits: [], unchecked: `The branch has more than ${commitsMax} commits.` }
  const commits: CommitChange[] = []
  const size = { files: 0, text: 0 }
  for (const { sha, parent } of listed) {
    const diff = await inspectDiff(settings, mirror, [parent, sha])
    commits.push({ sha, message: await commitText(settings, mirror, sha), diff })
    size.files += diff.files.length
    size.text += diff.files.reduce((sum, file) => sum + file.addedText.length, 0)
    if (size.files > filesMax || size.text > textMax) {
      return { commits, unchecked: 'The commits of the branch change more than can be checked one by one.' }
    }
  }
  return { commits, unchecked: null }
}

async function listCommits(
  settings: GitSettings,
  mirror: string,
  [base, head]: [string, string],
): Promise<{ sha: string; parent: string }[]> {
  if (!isObjectName(base) || !isObjectName(head)) throw new Error(`not object names: ${base}, ${head}`)
  const options = ['--parents', '--reverse', '--topo-order', `--max-count=${commitsMax + 1}`, '--end-of-options']
  const { text } = await runGit(settings, ['--git-dir', mirror, 'rev-list', ...options, `${base}..${head}`])
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [sha = '', parent] = line.split(' ')
      return { sha, parent: parent ?? emptyTrees.get(sha.length) ?? '' }
    })
}

/** The commit as git keeps it: message, names, addresses and whatever other headers it has. */
async function commitText(settings: GitSettings, mirror: string, sha: string): Promise<string | null> {
  const args = ['--git-dir', mirror, 'cat-file', 'commit', sha]
  const answer = await runGit(settings, args, { outputMax: messageMax }).catch(() => null) // larger than we are willing to read
  return answer?.stdout.toString('utf8') ?? null
}
