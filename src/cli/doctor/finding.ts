// What a check of the doctor says.

export type FindingStatus = 'ok' | 'warning' | 'broken' | 'skipped'

export interface Finding {
  name: string
  status: FindingStatus
  /** One sentence. Never a secret. */
  detail: string
  /** How to mend it: what to type or set. */
  mend?: string
}

export const ok = (name: string, detail: string): Finding => ({ name, status: 'ok', detail })
export const warning = (name: string, detail: string, mend: string): Finding => ({ name, status: 'warning', detail, mend })
export const broken = (name: string, detail: string, mend: string): Finding => ({ name, status: 'broken', detail, mend })
/** Not set up, and nothing is wrong with that. */
export const skipped = (name: string, detail: string, mend?: string): Finding => ({
  name,
  status: 'skipped',
  detail,
  ...(mend !== undefined && { mend }),
})
