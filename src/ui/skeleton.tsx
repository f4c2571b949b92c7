// The shape of what is being loaded, so that nothing jumps when it comes.
import { cx } from './class-names.ts'

export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden data-placeholder className={cx('block animate-pulse-slow rounded-md bg-pressed', className)} />
}

/** Rows of a list that is on its way. */
export function SkeletonRows({ count = 8, label = 'Loading' }: { count?: number; label?: string }) {
  return (
    <div role="status" aria-label={label} className="flex flex-col gap-2 p-4">
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity.
        <Skeleton key={index} className={cx('h-6', index % 3 === 0 ? 'w-full' : index % 3 === 1 ? 'w-11/12' : 'w-4/5')} />
      ))}
    </div>
  )
}
