import { expect, test } from 'vitest'
import { planText, quote, type TermFacts } from './text-plan.ts'

const fact = (lexeme: string, issues: number | null, near: TermFacts['near'] = []): TermFacts => ({
  query: quote(lexeme),
  lexeme,
  issues,
  near,
})

test('a rare word is worth more than a common one', () => {
  const { terms } = planText([fact('error', 9_000), fact('mandat', 3)], 10_000)
  expect(terms.map(({ query }) => query)).toEqual(["'mandat'", "'error'"])
  expect(terms[0]?.weight).toBeGreaterThan(10 * (terms[1]?.weight ?? 0))
})

test('issues are looked for by the rare words, or by all of them when none is rare', () => {
  expect(planText([fact('error', 9_000), fact('mandat', 3)], 10_000).candidates).toBe("('mandat')")
  expect(planText([fact('error', 9_000), fact('login', 4_000)], 10_000).candidates).toBe("('login') & ('error')")
  expect(planText([], 10).candidates).toBe('')
})

test('an unknown word stands for known ones that are spelt like it, at a discount', () => {
  const { terms, total } = planText([fact('deadlok', null, [{ word: 'deadlock', issues: 2 }])], 100)
  expect(terms).toMatchObject([{ query: "'deadlock'", channel: 'trigram' }])
  expect(terms[0]?.weight).toBeLessThan(total)
})

test('a word that nothing is like is still looked for: it may be newer than the count', () => {
  expect(planText([fact('brandnew', null)], 100).terms).toMatchObject([{ query: "'brandnew'", channel: 'text' }])
})

test('of a pasted trace the rarest words are ranked by', () => {
  const { terms } = planText(
    Array.from({ length: 32 }, (_, index) => fact(`word${index}`, index + 1)),
    1_000,
  )
  expect(terms).toHaveLength(16)
  expect(terms[0]?.query).toBe("'word0'")
})

test('quotes and backslashes of a word are no syntax', () => {
  expect(quote("o'neil\\x")).toBe("'o''neil\\\\x'")
})
