// What needs you: the list on the left, on wide screens the chosen issue on the right.
'use client'
import { Inbox } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { openIssueOver } from '../../issues/ui/open-issue.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { useStore } from '../../ui/external-store.ts'
import { LoadMore } from '../../ui/load-more.tsx'
import { itemsOf } from '../../ui/page.ts'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { useMedia } from '../../ui/use-media.ts'
import { useUrlFilters } from '../../ui/use-url-filters.ts'
import { viewBelow } from '../../ui/view-below.ts'
import type { NoticeChange } from '../schemas.ts'
import { InboxHeader } from './inbox-header.tsx'
import { type InboxState, type Notice, useChangeNotice, useInbox } from './inbox-queries.ts'
import { NoticeRow } from './notice-row.tsx'
import { useInboxKeys } from './use-inbox-keys.ts'

const filterKeys = ['state', 'kind'] as const
/** Whoever only passes by with the arrow keys has not read it. */
const readAfterMs = 700

interface InboxViewProps {
  /** The issue beside the list. */
  issue(notice: Notice, onClose: () => void): ReactNode
}

export function InboxView({ issue }: InboxViewProps) {
  const filters = useUrlFilters(filterKeys)
  const state = stateOf(filters.text('state'))
  const list = useInbox(state, filters.active.kind ?? [])
  const items = itemsOf(list.data?.pages, (notice) => notice.id)
  const isWide = useMedia('(min-width: 1024px)')
  const { chosen, choose, act, menuFor, setMenuFor } = useChoice(items, isWide)
  return (
    <>
      <InboxHeader state={state} filters={filters} />
      <div className="flex min-h-0 flex-1">
        <section aria-label="Notices" className="w-full shrink-0 overflow-y-auto lg:w-[380px] lg:border-r">
          {list.isPending && <SkeletonRows count={10} label="Loading the inbox" />}
          {list.error && !list.data && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
          {list.data && items.length === 0 && <NothingHere state={state} isFiltered={(filters.active.kind ?? []).length > 0} />}
          {items.length > 0 && (
            <>
              <ul>
                {items.map((notice) => (
                  <NoticeRow
                    key={notice.id}
                    notice={notice}
                    isChosen={isWide && chosen?.id === notice.id}
                    isMenuOpen={menuFor === notice.id}
                    onMenu={(open) => setMenuFor(open ? notice.id : null)}
                    onChoose={() => choose(notice)}
                    onChange={(change) => act(notice, change)}
                  />
                ))}
              </ul>
              <LoadMore
                hasMore={list.hasNextPage}
                isLoading={list.isFetchingNextPage}
                error={list.isFetchNextPageError ? list.error : null}
                onMore={() => void list.fetchNextPage()}
              />
            </>
          )}
        </section>
        {isWide && (
          <section aria-label="Chosen issue" className="flex min-w-0 flex-1 flex-col bg-panel">
            {chosen ? issue(chosen, () => choose(null)) : <Unchosen hasItems={items.length > 0} />}
          </section>
        )}
      </div>
    </>
  )
}

/** Which notice is looked at, and what keys and menus do with it. */
function useChoice(items: readonly Notice[], isWide: boolean) {
  const [chosenId, setChosenId] = useState<string | null>(null)
  const [menuFor, setMenuFor] = useState<string | null>(null)
  const { mutate } = useChangeNotice()
  const isCovered = useStore(viewBelow, null) !== null
  const chosen = items.find((notice) => notice.id === chosenId) ?? null
  const choose = (notice: Notice | null) => {
    setChosenId(notice?.id ?? null)
    if (!notice || isWide) return
    openIssueOver(notice.issue.identifier)
    if (notice.is_unread) mutate({ notice, change: { read: true } })
  }
  useReadWhenSeen(isWide ? chosen : null, (notice) => mutate({ notice, change: { read: true } }))
  /** What leaves the list hands the choice on to its neighbour. */
  const act = (notice: Notice, change: NoticeChange) => {
    const leaves = change.done !== undefined || change.snoozed_until !== undefined
    const at = items.findIndex((item) => item.id === notice.id)
    if (leaves && notice.id === chosenId) setChosenId((items[at + 1] ?? items[at - 1])?.id ?? null)
    mutate({ notice, change })
  }
  useInboxKeys({ items, chosenId, enabled: !isCovered, setChosen: setChosenId, act, openMenu: setMenuFor })
  return { chosen, choose, act, menuFor, setMenuFor }
}

/** Once for each time that it is chosen, so that marking it as unread holds. */
function useReadWhenSeen(chosen: Notice | null, read: (notice: Notice) => void): void {
  const latest = useRef({ chosen, read })
  latest.current = { chosen, read }
  const id = chosen?.id
  useEffect(() => {
    if (!id) return undefined
    const timer = setTimeout(() => {
      const { chosen: seen, read: mark } = latest.current
      if (seen?.id === id && seen.is_unread) mark(seen)
    }, readAfterMs)
    return () => clearTimeout(timer)
  }, [id])
}

function stateOf(text: string): InboxState {
  return text === 'done' || text === 'snoozed' ? text : 'open'
}

function Unchosen({ hasItems }: { hasItems: boolean }) {
  if (!hasItems) return null
  return (
    <EmptyState icon={Inbox} title="Choose a notice">
      J and K walk, E puts away, U marks as unread, H reminds you later.
    </EmptyState>
  )
}

function NothingHere({ state, isFiltered }: { state: InboxState; isFiltered: boolean }) {
  if (state === 'snoozed') return <EmptyState icon={Inbox} title="Nothing is put off" />
  if (state === 'done') return <EmptyState icon={Inbox} title="Nothing is done yet" />
  return (
    <EmptyState icon={Inbox} title={isFiltered ? 'Nothing of this kind needs you' : 'Nothing needs you'}>
      A plan to review, an agent’s question, a failed fix: what waits for a person comes here by itself, and leaves when it is
      settled.
    </EmptyState>
  )
}
