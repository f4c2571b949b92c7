// How well issues are suggested for pull requests that name none: the issues of the search set, and labelled pull requests.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Alike, chooseSuggestions, findAlike, suggestFrom } from '#src/fixes/domain/alike.ts'
import { toDocument } from '#src/search/domain/document.ts'
import { models } from '#src/search/domain/models.ts'
import type { Vector } from '#src/search/embedder.ts'
import { LocalEmbedder } from '#src/search/local-embedder.ts'
import { say } from '../kit/say.ts'
import { readIssues } from '../search/labelled-set.ts'

interface LabelledPull {
  /** Null: it is about none of them. */
  issue: string | null
  title: string
  description: string
  half: 'tuned' | 'held out'
}

interface Judged extends LabelledPull {
  alike: Alike[]
}

export async function measureSuggestions(isVerbose: boolean): Promise<void> {
  const embedder = new LocalEmbedder()
  const issues = readIssues().map(({ key, title, description }) => ({ id: key, title, description }))
  const pulls = readPulls()
  const ofIssues = await embedder.embedDocuments(issues.map(toDocument))
  const ofPulls = await embedder.embedDocuments(pulls.map(toDocument))
  await embedder.close()
  const judged = pulls.map((pull, index): Judged => {
    const nearness = issues.map(({ id }, at) => [id, similarity(ofPulls[index], ofIssues[at])] as const)
    const near = nearness.filter(([, value]) => value >= models[embedder.model].minSimilarity)
    return { ...pull, alike: findAlike(pull, issues, new Map(near)) }
  })
  const about = pulls.filter(({ issue }) => issue !== null).length
  say(`suggestions: ${pulls.length} pull requests without a reference, ${about} of them about one of ${issues.length} issues`)
  for (const half of ['tuned', 'held out'] as const)
    reportHalf(
      half,
      judged.filter((each) => each.half === half),
    )
  for (const threshold of [0.8, 0.85, 0.95, 1]) say(`  best at ${threshold.toFixed(2)}      ${ratesOfBest(judged, threshold)}`)
  if (isVerbose) for (const each of judged.filter(isWrong)) say(`  ${each.issue ?? 'none'}: ${each.title} → ${named(each)}`)
}

function reportHalf(half: string, judged: readonly Judged[]): void {
  const suggested = judged.flatMap(({ issue, alike }) => chooseSuggestions(alike).map(({ id }) => id === issue))
  const found = judged.filter(({ issue, alike }) => chooseSuggestions(alike).some(({ id }) => id === issue)).length
  const wanted = judged.filter(({ issue }) => issue !== null).length
  const right = suggested.filter(Boolean).length
  say(
    `  ${half.padEnd(9)} at ${suggestFrom.toFixed(2)}  precision ${rate(right, suggested.length)}  recall ${rate(found, wanted)}`,
  )
}

/** Of the first suggestion alone. */
function ratesOfBest(judged: readonly Judged[], threshold: number): string {
  const said = judged.filter(({ alike }) => (alike[0]?.score ?? 0) >= threshold)
  const right = said.filter(({ issue, alike }) => alike[0]?.id === issue).length
  return `precision ${rate(right, said.length)}  recall ${rate(right, judged.filter(({ issue }) => issue !== null).length)}`
}

function rate(part: number, whole: number): string {
  return `${(part / Math.max(1, whole)).toFixed(3)} (${part} of ${whole})`
}

function isWrong({ issue, alike }: Judged): boolean {
  const ids = chooseSuggestions(alike).map(({ id }) => id)
  return issue === null ? ids.length > 0 : ids.length !== 1 || ids[0] !== issue
}

function named({ alike }: Judged): string {
  const chosen = chooseSuggestions(alike)
  return chosen.map(({ id, score, words }) => `${id} ${score.toFixed(2)} (${words.join(' ')})`).join(', ') || 'nothing'
}

function similarity(a: Vector | null | undefined, b: Vector | null | undefined): number {
  return a && b ? a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0) : 0
}

/** `key or - | title | body`, one a line. */
function readPulls(): LabelledPull[] {
  const file = join(import.meta.dirname, '..', '..', 'test', 'fixtures', 'pull-matches', 'suggestions.txt')
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.includes('|') && !line.startsWith('#'))
  return lines.map((line, index) => {
    const [key = '', title = '', description = ''] = line.split('|').map((part) => part.trim())
    return { issue: key === '-' ? null : key, title, description, half: index % 2 === 0 ? 'tuned' : 'held out' }
  })
}
