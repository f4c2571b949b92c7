// What applying a fact did, for the delivery that brought it.

/** One thing that was done, e.g. `{ type: 'issue.created', issue_id }`. */
export type Effect = { type: string } & Record<string, string | number | boolean | null>

export interface Applied {
  reason: string
  detail: string
  /** The issue it concerned most, if any. */
  issueId: string | null
  effects: Effect[]
}
