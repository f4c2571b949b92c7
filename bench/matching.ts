// `npm run bench:matching`: how well pull requests are linked to issues. See bench/README.md.
//
// usage: node bench/matching.ts [--verbose]
import type { LinkKind } from '#src/integrations/github/domain/match-issues.ts'
import { type JudgedPair, judgeMatches, ratesOf } from '#test/pull-matches.ts'
import { say } from './kit/say.ts'
import { measureSuggestions } from './matching/suggestions.ts'

const pairs = judgeMatches()
const lookAlikes = pairs.filter((pair) => pair.expected === 'none').length
say(`written references: ${pairs.length} labelled pairs, ${lookAlikes} of them only look like one`)
report('closes', ['closes'])
report('mentions', ['mentions'])
report('automatic (both)', ['closes', 'mentions'])
report('suggested', ['suggested'])
const isVerbose = process.argv.includes('--verbose')
if (isVerbose) for (const pair of pairs.filter(isWrong)) say(JSON.stringify(pair))
await measureSuggestions(isVerbose)

function report(name: string, kinds: LinkKind[]): void {
  const { found, right, expected, precision, recall } = ratesOf(pairs, kinds)
  const rates = `precision ${precision.toFixed(3)} (${right} of ${found})  recall ${recall.toFixed(3)} (${right} of ${expected})`
  say(`  ${name.padEnd(18)}${rates}`)
}

function isWrong(pair: JudgedPair): boolean {
  return pair.found !== pair.expected
}
