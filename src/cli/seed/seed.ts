// `dispatch seed`: fills a board with issues as a real team has them, through the API, to try things out on.
import type { Command } from 'commander'
import { z } from 'zod'
import { issueSchema, labelSchema, statusSchema } from '../../issues/schemas.ts'
import { pageOf } from '../../platform/http/schemas.ts'
import type { ApiClient } from '../shared/client.ts'
import { openTools } from '../shared/command.ts'
import { confirm } from '../shared/confirm.ts'
import { openProgress } from '../shared/progress.ts'
import { type SampleIssue, sampleIssues, sampleLabels } from './sample-issues.ts'

/** Side by side; more only wait for the database. */
const writers = 4

export async function seed(command: Command): Promise<void> {
  const { count, yes } = command.opts<{ count: number; yes?: boolean }>()
  const { screen, client } = await openTools(command)
  await confirm(screen, { question: `Create ${count} sample issues at ${client.server.url}?`, yes })
  await ensureLabels(client)
  const statuses = await statusesByCategory(client)
  const progress = openProgress('Seeding', count)
  const startedAt = performance.now()
  const created = await createAll(client, {
    issues: sampleIssues(count),
    statuses,
    onIssue: (done) => progress.set(done),
  }).finally(() => progress.end())
  const seconds = (performance.now() - startedAt) / 1000
  if (screen.json) screen.printJson({ created: created.length, first: created[0] ?? null, last: created.at(-1) ?? null })
  else screen.print(`${created.length} issues in ${seconds.toFixed(1)} s: ${created[0]} to ${created.at(-1)}`)
}

const labelPageSchema = pageOf(labelSchema)
const statusPageSchema = pageOf(statusSchema)

async function ensureLabels(client: ApiClient): Promise<void> {
  const { items } = await client.get('/api/labels', labelPageSchema)
  const present = new Set(items.map(({ name }) => name.toLowerCase()))
  for (const { name, color } of sampleLabels)
    if (!present.has(name.toLowerCase())) await client.post('/api/labels', z.unknown(), { name, color })
}

/** A workspace may have renamed its columns; the category finds them. */
async function statusesByCategory(client: ApiClient): Promise<Map<string, string>> {
  const { items } = await client.get('/api/statuses', statusPageSchema)
  return new Map(items.toReversed().map(({ category, id }) => [category, id]))
}

interface Plan {
  issues: SampleIssue[]
  statuses: Map<string, string>
  onIssue(done: number): void
}

async function createAll(client: ApiClient, { issues, statuses, onIssue }: Plan): Promise<string[]> {
  const waiting = issues.values()
  const created: { identifier: string; number: number }[] = []
  const write = async () => {
    for (const { category, ...issue } of waiting) {
      const { identifier, number } = await client.post('/api/issues', issueSchema, { ...issue, status: statuses.get(category) })
      created.push({ identifier, number })
      onIssue(created.length)
    }
  }
  await Promise.all(Array.from({ length: writers }, write))
  return created.toSorted((one, other) => one.number - other.number).map(({ identifier }) => identifier)
}
