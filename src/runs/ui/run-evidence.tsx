// What git and the process say about a finished run, apart from what the agent says.
import { Facts } from '../../ui/facts.tsx'

export function RunEvidence({ evidence }: { evidence: unknown }) {
  const { git, exit, turns, denials, usage } = readEvidence(evidence)
  return (
    <div className="flex flex-col gap-2">
      <Facts
        items={[
          ['Turns', turns],
          ['Exit', exit],
          ['Files changed', git?.files_changed ?? null],
          ['Lines', git?.added_lines == null ? null : `+${git.added_lines} −${git.removed_lines ?? 0}`],
          ['Tree', git ? (git.clean_tree ? 'clean' : 'not committed work was saved') : null],
          ['Denied tools', denials.length > 0 ? denials.join(', ') : null],
          ['Tokens in, out', usage ? `${amount(usage.input_tokens)}, ${amount(usage.output_tokens)}` : null],
        ]}
      />
      {git && git.commits.length > 0 && (
        <ul aria-label="Commits" className="flex flex-col gap-0.5">
          {git.commits.slice(0, 12).map((commit) => (
            <li key={commit.sha} className="truncate text-meta">
              <span className="font-mono text-ink-3">{commit.sha.slice(0, 7)}</span> {commit.subject}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

const amount = (value: number | undefined) => (value ?? 0).toLocaleString('en-GB')

interface ShownEvidence {
  exit?: number | null
  turns?: number | null
  denials: string[]
  usage?: { input_tokens?: number; output_tokens?: number }
  git?: {
    commits: { sha: string; subject: string }[]
    clean_tree?: boolean
    files_changed?: number | null
    added_lines?: number | null
    removed_lines?: number | null
  }
}

/** Evidence is stored JSON that grows over time: only what has the expected kind is shown. */
function readEvidence(evidence: unknown): ShownEvidence {
  const object = asObject(evidence)
  const git = asObject(object.git)
  const usage = asObject(asObject(object.usage).tokens)
  return {
    exit: asNumber(object.exit),
    turns: asNumber(object.turns),
    denials: asStrings(object.denials),
    ...(Object.keys(usage).length > 0 && { usage }),
    ...(Array.isArray(git.commits) && { git: { ...git, commits: git.commits } }),
  }
}

function asObject(value: unknown): Record<string, never> {
  return typeof value === 'object' && value !== null ? (value as Record<string, never>) : {}
}
function asStrings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
function asNumber(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}
