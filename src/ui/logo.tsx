// The sign of the product: a loop that ends in a check.
export function Logo({ size = 20 }: { size?: number }) {
  return (
    <svg aria-hidden="true" width={size} height={size} viewBox="0 0 24 24" fill="none" className="shrink-0 text-accent">
      <path d="M20.2 9.2A9 9 0 1 1 14.6 3.4" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" />
      <path d="m8 11.6 3.4 3.4L20 6.2" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  )
}
