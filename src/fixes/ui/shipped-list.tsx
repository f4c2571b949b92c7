// What shipped: each deployment with the issues and fixes that it brought.
'use client'
import { Rocket } from 'lucide-react'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { CheckField } from '../../ui/field.tsx'
import { FilterChips } from '../../ui/filter-chips.tsx'
import { LoadMore } from '../../ui/load-more.tsx'
import { itemsOf } from '../../ui/page.ts'
import { ScrollBlock } from '../../ui/scroll-block.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { useUrlFilters } from '../../ui/use-url-filters.ts'
import { ViewHeader } from '../../ui/view-header.tsx'
import { ShippedCard } from './shipped-card.tsx'
import { type ShippedDeployment, useShipped } from './shipped-queries.ts'

const filterKeys = ['all', 'environment', 'repository', 'sha'] as const

export function ShippedListView() {
  const filters = useUrlFilters(filterKeys)
  const withOthers = filters.text('all') === 'true'
  const [environment, repository, sha] = ['environment', 'repository', 'sha'].map((key) => filters.text(key) || undefined)
  const list = useShipped({ ...{ environment, repository, sha }, production: withOthers ? undefined : 'true' })
  const items = itemsOf(list.data?.pages, (deployment) => deployment.id)
  const isFiltered = Boolean(environment || repository || sha)
  const toggle = (key: string, value: string) => filters.setText(key, filters.text(key) === value ? '' : value)
  return (
    <>
      <ViewHeader title="Deployments">
        <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-4 gap-y-1">
          <FilterChips
            dimensions={dimensionsOf(items)}
            active={{ environment: listOf(environment), repository: listOf(repository), sha: listOf(sha) }}
            onToggle={toggle}
            onClear={filters.clear}
          />
          <CheckField
            label="Not only production"
            checked={withOthers}
            onChange={(checked) => filters.setText('all', checked ? 'true' : '')}
          />
        </div>
      </ViewHeader>
      <div className="min-h-0 flex-1 overflow-auto">
        {list.isPending && <SkeletonRows count={6} label="Loading deployments" />}
        {list.error && !list.data && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
        {list.data && items.length === 0 && <NoDeployments isFiltered={isFiltered} />}
        {items.length > 0 && (
          <ul aria-label="Deployments" className="flex flex-col">
            {items.map((deployment) => (
              <li key={deployment.id} className="border-b">
                <ShippedCard deployment={deployment} />
              </li>
            ))}
          </ul>
        )}
        {items.length > 0 && (
          <LoadMore
            hasMore={list.hasNextPage}
            isLoading={list.isFetchingNextPage}
            error={list.isFetchNextPageError ? list.error : null}
            onMore={() => void list.fetchNextPage()}
          />
        )}
      </div>
    </>
  )
}

const listOf = (value: string | undefined): string[] => (value === undefined ? [] : [value])

/** What is in sight can be chosen; anything else by the address. */
function dimensionsOf(items: readonly ShippedDeployment[]) {
  const options = (values: string[]) => [...new Set(values)].sort().map((value) => ({ value, label: value }))
  return [
    { key: 'environment', label: 'Environment', options: options(items.map(({ environment }) => environment)) },
    { key: 'repository', label: 'Repository', options: options(items.map(({ repository }) => repository)) },
    { key: 'sha', label: 'Commit', options: [] },
  ]
}

const example = `curl -X POST "$DISPATCH_URL/api/deployments" \\
  -H "authorization: Bearer $DISPATCH_DEPLOY_KEY" \\
  -H "content-type: application/json" \\
  -d '{"repository": "acme/shop", "sha": "'"$(git rev-parse HEAD)"'"}'`

function NoDeployments({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered) return <EmptyState icon={Rocket} title="No deployment passes these filters" />
  return (
    <>
      <EmptyState icon={Rocket} title="Nothing was deployed to production yet">
        GitHub’s deployments and workflows tell of themselves through the webhook. Any other pipeline reports with one request and
        a key of the scope “deploy”:
      </EmptyState>
      <div className="mx-auto -mt-8 max-w-xl px-4 pb-8">
        <ScrollBlock label="How to report a deployment" className="p-3">
          {example}
        </ScrollBlock>
      </div>
    </>
  )
}
