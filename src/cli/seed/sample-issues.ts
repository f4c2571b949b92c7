// Issues as teams write them: what is wrong, where, how often, how to see it. The same count gives the same issues.
import { type Category, categories, type Priority } from '../../issues/domain/category.ts'
import { places, type Trouble, troubles } from './words.ts'

export interface SampleIssue {
  title: string
  description: string
  priority: Priority
  labels: string[]
  category: Category
}

export const sampleLabels = [
  { name: 'Bug', color: 'red' },
  { name: 'Feature', color: 'blue' },
  { name: 'Performance', color: 'amber' },
  { name: 'Security', color: 'violet' },
  { name: 'Docs', color: 'green' },
] as const

/** Most work waits, some goes on, a good deal is done. */
const shares: Record<Category, number> = {
  backlog: 45,
  investigating: 6,
  needs_review: 5,
  in_progress: 10,
  in_review: 8,
  done: 21,
  canceled: 5,
}

export function sampleIssues(count: number): SampleIssue[] {
  const random = randomFrom(20_260_302)
  return Array.from({ length: count }, (_, index) => sampleIssue(index, random))
}

function sampleIssue(index: number, random: () => number): SampleIssue {
  const trouble = pick(troubles, random)
  const place = pick(places, random)
  const number = Math.floor(random() * 9000) + 1000
  return {
    title: fill(trouble.title, { ...place, number }),
    description: describe(trouble, { ...place, number, users: Math.floor(random() * 400) + 2, day: (index % 27) + 1 }),
    priority: pickPriority(trouble, random),
    labels: [trouble.label, ...(random() < 0.1 ? ['Docs'] : [])].filter((name, at, all) => all.indexOf(name) === at),
    category: pickCategory(random),
  }
}

interface Facts {
  area: string
  file: string
  page: string
  number: number
  users: number
  day: number
}

function describe(trouble: Trouble, facts: Facts): string {
  const steps = trouble.steps.map((step, index) => `${index + 1}. ${fill(step, facts)}`)
  return [
    fill(trouble.story, facts),
    '',
    ...(steps.length > 0 ? ['## Steps', '', ...steps, ''] : []),
    `Seen by ${facts.users} people since March ${facts.day}. Probably in \`${facts.file}\`.`,
  ].join('\n')
}

function fill(text: string, facts: Partial<Facts>): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: keyof Facts) => String(facts[name] ?? ''))
}

function pickPriority({ priority }: Trouble, random: () => number): Priority {
  const drift = random()
  if (drift < 0.7) return priority
  return drift < 0.9 ? 'P3' : 'P4'
}

function pickCategory(random: () => number): Category {
  let left = random() * 100
  for (const category of categories) {
    left -= shares[category]
    if (left < 0) return category
  }
  return 'backlog'
}

function pick<T>(items: readonly [T, ...T[]], random: () => number): T {
  return items[Math.floor(random() * items.length)] ?? items[0]
}

/** mulberry32: small, and the same on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
