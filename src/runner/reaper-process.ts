// A small process beside the server, for machines where an agent's tree cannot be held together: when the server is gone,
// which shows as the end of its pipe, it ends what the server's runs left behind. Started by reaper.ts.
import { createInterface } from 'node:readline'
import { type RunMarks, sweepRun } from './process-tree.ts'
import { reaperLineSchema } from './reaper.ts'

const watched = new Map<string, RunMarks>()
for await (const line of createInterface({ input: process.stdin })) {
  const { runId, marks } = reaperLineSchema.parse(JSON.parse(line))
  if (marks) watched.set(runId, { runId, ...marks })
  else watched.delete(runId)
}
for (const marks of watched.values()) await sweepRun(marks)
