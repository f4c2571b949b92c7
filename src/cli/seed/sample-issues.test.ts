import { expect, test } from 'vitest'
import { createIssueSchema } from '../../issues/schemas.ts'
import { sampleIssues } from './sample-issues.ts'

test('the same count gives the same issues, more give more', () => {
  expect(sampleIssues(50)).toEqual(sampleIssues(50))
  expect(sampleIssues(80).slice(0, 50)).toEqual(sampleIssues(50))
})

test('every issue would be accepted, and none has a blank left open', () => {
  for (const { category: _column, ...issue } of sampleIssues(500)) {
    expect(createIssueSchema.safeParse(issue).success).toBe(true)
    expect(`${issue.title} ${issue.description}`).not.toMatch(/\{|\}/)
  }
})

test('most of a board waits, and every column has something', () => {
  const categories = Map.groupBy(sampleIssues(500), ({ category }) => category)
  expect(categories.size).toBe(7)
  expect(categories.get('backlog')?.length).toBeGreaterThan(150)
})
