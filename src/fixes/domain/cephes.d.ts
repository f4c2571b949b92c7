// The parts of Cephes that we use: the package has declarations, but its exports do not lead to them.
declare module 'cephes' {
  export const compiled: Promise<void>
  /** The x at which the upper tail of the gamma law with shape `a` is `p`. */
  export function igami(a: number, p: number): number
  /** The x at which the lower tail of the beta law is `p`. */
  export function incbi(a: number, b: number, p: number): number
  /** The quantile of the normal law. */
  export function ndtri(p: number): number
}
