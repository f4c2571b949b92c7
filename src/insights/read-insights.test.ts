import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApi } from '#src/platform/http/app.ts'
import { furnish, hour, W11 } from '#test/insights.ts'
import { request, type TestRuntime, type TestWorkspace, testRuntime, testWorkspace } from '#test/runtime.ts'
import { seededWorkspace } from '#test/tracker.ts'
import { insightRoutes } from './routes.ts'

let runtime: TestRuntime
let workspace: TestWorkspace
let issues: Record<string, string>

beforeAll(async () => {
  runtime = await testRuntime({ jobs: [] })
  workspace = await seededWorkspace(runtime)
  runtime.advance(14 * 86_400) // Monday, 16 March 2026, the first day of W12
  issues = (await furnish(runtime, workspace)).issues
})
afterAll(() => runtime?.close())

const ask = async (path: string) => request(createApi(runtime, [insightRoutes()]), { path, key: workspace.adminKey })
const get = async (query: string) => (await ask(`/api/insights${query}`)).json()
/** `[n, value]` of each metric that is asked for. */
const numbers = (figures: Record<string, { n: number; value: number | null }>, ...names: string[]) =>
  names.map((name) => [figures[name]?.n, figures[name]?.value])
const period = '?from=2026-03-02&to=2026-03-15'
const verdicts = ['fixes_verified', 'fixes_failed', 'fixes_inconclusive', 'regressions']
const steps = ['error_to_issue', 'issue_to_plan', 'plan_to_pr', 'pr_to_deploy', 'deploy_to_verified', 'error_to_verified']
const money = ['cost_per_verified_fix', 'notional_cost_per_verified_fix', 'spent', 'notional_spent']

test('over all: counts, medians and costs are as computed by hand', async () => {
  const { total, from, to } = await get(period)
  expect([from, to]).toEqual(['2026-03-02', '2026-03-15'])
  expect(numbers(total, 'errors_in', ...verdicts)).toEqual([
    [5, 5],
    [3, 3],
    [1, 1],
    [1, 1],
    [1, 1],
  ])
  expect(numbers(total, ...steps)).toEqual([
    [3, 3600], // A half an hour, B one and a half, C one
    [3, 3600], // 1, ½, 1
    [3, 7200], // 1, 2, 4
    [5, 3600], // 2, 1, 1, 1, 1
    [3, 7200], // A 48, C 2, D 2
    [2, 110_700], // A 52½ hours, C 9
  ])
  expect(numbers(total, ...money)).toEqual([
    [1, 2],
    [1, 4],
    [4, 5.25],
    [1, 4],
  ])
})

test('per week: each thing counts in the week in which it happened', async () => {
  const { weeks } = await get(period)
  expect(weeks.map(({ week, from, to }: Record<string, string>) => [week, from, to])).toEqual([
    ['2026-W10', '2026-03-02', '2026-03-08'],
    ['2026-W11', '2026-03-09', '2026-03-15'],
  ])
  const [tenth, eleventh] = weeks
  expect(numbers(tenth.figures, 'errors_in', ...verdicts)).toEqual([
    [2, 2],
    [1, 1],
    [1, 1],
    [0, 0],
    [0, 0],
  ])
  expect(numbers(eleventh.figures, 'errors_in', ...verdicts)).toEqual([
    [3, 3],
    [2, 2],
    [0, 0],
    [1, 1],
    [1, 1],
  ])
  expect(numbers(tenth.figures, ...steps)).toEqual([
    [2, 3600],
    [2, 2700],
    [2, 5400],
    [2, 5400],
    [1, 172_800],
    [1, 189_000],
  ])
  expect(numbers(eleventh.figures, 'error_to_verified', ...money)).toEqual([
    [1, 32_400],
    [0, null],
    [1, 4],
    [1, 0.25],
    [1, 4],
  ])
})

test('per agent: whoever made the fix, and nobody', async () => {
  const { agents: found } = await get(period)
  expect(found.map(({ agent }: { agent: { name: string } | null }) => agent?.name ?? null)).toEqual(['One', 'Two', null])
  const [one, two, nobody] = found
  expect(numbers(one.figures, 'errors_in', ...verdicts)).toEqual([
    [3, 3],
    [1, 1],
    [1, 1],
    [1, 1],
    [0, 0],
  ])
  expect(numbers(two.figures, 'errors_in', ...verdicts)).toEqual([
    [1, 1],
    [1, 1],
    [0, 0],
    [0, 0],
    [1, 1],
  ])
  expect(numbers(nobody.figures, 'errors_in', ...verdicts)).toEqual([
    [1, 1],
    [1, 1],
    [0, 0],
    [0, 0],
    [0, 0],
  ])
})

test('narrowed to an agent, a repository or simulated work', async () => {
  const { total, agents: only } = await get(`${period}&agent=two`)
  expect(numbers(total, 'fixes_verified', 'spent', 'notional_spent')).toEqual([
    [1, 1],
    [0, 0],
    [1, 4],
  ])
  expect(only).toHaveLength(1)
  expect(numbers((await get(`${period}&agent=none`)).total, 'errors_in', 'fixes_verified')).toEqual([
    [1, 1],
    [1, 1],
  ])
  expect(numbers((await get(`${period}&repository=acme/SHOP`)).total, 'errors_in', 'fixes_verified', 'spent')).toEqual([
    [5, 5],
    [3, 3],
    [4, 5.25],
  ])
  expect(numbers((await get(`${period}&simulated=true`)).total, 'errors_in', 'fixes_verified', 'spent')).toEqual([
    [1, 1],
    [1, 1],
    [0, 0],
  ])
})

test('every number leads to exactly the issues that it was made of', async () => {
  const { total, weeks, agents: found } = await get(period)
  const places = [total, ...weeks, ...found].map((place) => place.figures ?? place)
  for (const figures of places) {
    for (const { n, issues: path } of Object.values<{ n: number; issues: string | null }>(figures)) {
      if (path === null) expect(n).toBe(0)
      else expect((await (await ask(path)).json()).items).toHaveLength(n)
    }
  }
  const verified = await (await ask(weeks[1].figures.fixes_verified.issues)).json()
  expect(verified.items).toMatchObject([
    { issue: { id: issues.C, title: 'Story C', status: { category: 'in_review' } }, agent: { name: 'Two' }, value: null },
    { issue: { id: issues.D }, agent: null, at: hour(W11 + 6).toISOString() },
  ])
  const costly = await (await ask(total.spent.issues)).json()
  expect(costly.items.map(({ value }: { value: number }) => value)).toEqual([0.25, 3, 0.5, 1.5])
})

test('the issues behind a number come in pages', async () => {
  const path = `/api/insights/issues${period}&metric=errors_in&limit=3`
  const page = await (await ask(path)).json()
  const rest = await (await ask(`${path}&cursor=${page.next_cursor}`)).json()
  const names = [...page.items, ...rest.items].map(({ issue }: { issue: { title: string } }) => issue.title.at(-1))
  expect([names.join(''), rest.next_cursor]).toEqual(['GDCBA', null])
})

test('without dates the last twelve weeks are told, the empty ones too', async () => {
  const { weeks } = await get('')
  expect([weeks.length, weeks[0].week, weeks.at(-1).week]).toEqual([12, '2026-W01', '2026-W12'])
  expect(weeks.at(-1).figures.errors_in).toEqual({ n: 0, value: 0, issues: null })
})

test.each([
  '?from=2026-03-10&to=2026-03-01',
  '?from=2020-01-01&to=2026-03-01',
  '?from=march',
  '?agent=nobody-of-this-name',
  '?repository=acme/other',
  '/issues',
  '/issues?metric=happiness',
  '/issues?metric=spent&week=2026-W60',
  '/issues?metric=spent&cursor=x',
])('%s is refused', async (query) => {
  expect((await ask(`/api/insights${query}`)).status).toBe(422)
})

test('another workspace has figures of its own', async () => {
  const other = await testWorkspace(runtime)
  const response = await request(createApi(runtime, [insightRoutes()]), { path: `/api/insights${period}`, key: other.adminKey })
  const { total, agents: found } = await response.json()
  expect([total.errors_in.n, found]).toEqual([0, []])
})
