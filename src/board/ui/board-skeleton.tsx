// The board's shape before its first answer.
import { Skeleton } from '../../ui/skeleton.tsx'

const columns = [3, 2, 2, 4, 3]

export function BoardSkeleton() {
  return (
    <div role="status" aria-label="Loading the board" className="flex min-h-0 flex-1 gap-2 overflow-hidden px-3">
      {columns.map((cards, column) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity.
        <div key={column} className="flex max-w-[340px] shrink-0 grow basis-[262px] flex-col gap-2 px-1.5 pt-2">
          <Skeleton className="h-5 w-28" />
          {Array.from({ length: cards }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity.
            <Skeleton key={index} className="h-20 rounded-lg" />
          ))}
        </div>
      ))}
    </div>
  )
}
