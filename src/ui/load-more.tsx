// The end of a loaded part of a list: loads the next part when it comes into view, and by button.
'use client'
import { useEffect, useRef } from 'react'
import { problemText } from './api-problem.ts'
import { Button } from './button.tsx'

interface LoadMoreProps {
  hasMore: boolean
  isLoading: boolean
  error: unknown
  onMore(): void
}

export function LoadMore({ hasMore, isLoading, error, onMore }: LoadMoreProps) {
  const end = useRef<HTMLDivElement>(null)
  const latest = useRef(onMore)
  latest.current = onMore
  const isWanted = hasMore && !isLoading && !error
  useEffect(() => {
    const element = end.current
    if (!element || !isWanted) return undefined
    const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && latest.current(), {
      rootMargin: '400px',
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [isWanted])
  return (
    <div ref={end} className="flex flex-col items-center gap-1 py-3">
      {error ? <p className="text-base text-fail">{problemText(error)}</p> : null}
      {hasMore && (
        <Button look="ghost" busy={isLoading} onClick={onMore}>
          {isLoading ? 'Loading more' : 'Load more'}
        </Button>
      )}
    </div>
  )
}
