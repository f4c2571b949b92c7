// A run by its own id, or by the issue that it works on.
import { NotFound } from '../../platform/errors.ts'
import { type Run, runPageSchema, runSchema } from '../../runs/schemas.ts'
import type { ApiClient } from '../shared/client.ts'

/** The newest run of an issue where an issue is named. */
export async function findRun(client: ApiClient, id: string): Promise<Run> {
  if (id.startsWith('run_')) return client.get(`/api/runs/${encodeURIComponent(id)}`, runSchema)
  const { items } = await client.get(`/api/issues/${encodeURIComponent(id)}/runs`, runPageSchema, { limit: 1 })
  const [run] = items
  if (!run) throw new NotFound(`run of ${id}: start one with dispatch run start ${id}`)
  return run
}
