// Reads and awaits runs of a running server.
import type { Plan, Run } from '#src/runs/schemas.ts'
import type { Dispatch } from './dispatch.ts'
import { waitFor } from './wait-for.ts'

export interface TranscriptEntry {
  seq: number
  kind: string
  content: Record<string, unknown>
}

/** Runs of an issue, newest first. */
export async function runsOf(dispatch: Dispatch, issueId: string): Promise<Run[]> {
  const { items } = await dispatch.api.get<{ items: Run[] }>('/api/runs?limit=200')
  return items.filter((run) => run.issue_id === issueId)
}

export function readRun(dispatch: Dispatch, runId: string): Promise<Run> {
  return dispatch.api.get<Run>(`/api/runs/${runId}`)
}

/** The newest run of a kind, once it looks as wanted. */
export function runOf(
  dispatch: Dispatch,
  issueId: string,
  wanted: { kind: Run['kind']; what: string; timeoutMs?: number; is: (run: Run) => boolean },
): Promise<Run> {
  return waitFor(
    async () => {
      const run = (await runsOf(dispatch, issueId)).find(({ kind }) => kind === wanted.kind)
      return run && wanted.is(run) && run
    },
    { what: wanted.what, timeoutMs: wanted.timeoutMs ?? 60_000 },
  )
}

export function finishedRun(dispatch: Dispatch, issueId: string, kind: Run['kind']): Promise<Run> {
  return runOf(dispatch, issueId, { kind, what: `the ${kind} run to finish`, is: ({ state }) => state === 'finished' })
}

export async function transcriptOf(dispatch: Dispatch, runId: string): Promise<TranscriptEntry[]> {
  const entries: TranscriptEntry[] = []
  for (;;) {
    const after = entries.at(-1)?.seq ?? 0
    const { items } = await dispatch.api.get<{ items: TranscriptEntry[] }>(`/api/runs/${runId}/transcript?after=${after}`)
    if (items.length === 0) return entries
    entries.push(...items)
  }
}

export function readPlan(dispatch: Dispatch, issueId: string): Promise<Plan> {
  return dispatch.api.get<Plan>(`/api/issues/${issueId}/plan`)
}

/** Approves what is there, as somebody who has read it. */
export async function approvePlan(dispatch: Dispatch, issueId: string): Promise<{ run: Run | null }> {
  const { content_hash } = await readPlan(dispatch, issueId)
  return dispatch.api.post(`/api/issues/${issueId}/plan/approve`, { content_hash })
}
