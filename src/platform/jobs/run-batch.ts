// Runs the jobs of one batch side by side, each with its own outcome.
import type { JobResult, JobWithMetadata } from 'pg-boss'
import { runAs } from '../db/lanes.ts'
import { AppError } from '../errors.ts'
import type { AnyJob } from '../jobs.ts'
import type { Logger } from '../log.ts'
import type { Runtime } from '../runtime.ts'

interface Surroundings {
  log: Logger
  runtime: Runtime
}

const LONGEST_MESSAGE = 500

export function runBatch(definition: AnyJob, jobs: JobWithMetadata<unknown>[], surroundings: Surroundings): Promise<JobResult[]> {
  return runAs('job', () => Promise.all(jobs.map((job) => runJob(definition, job, surroundings))))
}

async function runJob(definition: AnyJob, job: JobWithMetadata<unknown>, { log, runtime }: Surroundings): Promise<JobResult> {
  const attempt = job.retryCount + 1
  const isLastAttempt = job.retryCount >= job.retryLimit
  const payload = definition.schema.safeParse(job.data)
  if (!payload.success) {
    log.error({ job: definition.name, jobId: job.id, reason: payload.error.message }, 'job.unreadable')
    return { id: job.id, status: 'deadletter', output: { message: 'the payload does not fit the schema' } }
  }
  const timeout = AbortSignal.timeout(definition.expireInSeconds * 1000)
  const signal = AbortSignal.any([job.signal, timeout])
  try {
    await untilAborted(
      definition.handler(runtime, asPayload(payload.data), { signal, attempt, isLastAttempt, jobId: job.id }),
      timeout,
    )
    return { id: job.id, status: 'completed' }
  } catch (error) {
    const reason = describeFailure(error)
    log.warn(
      { job: definition.name, jobId: job.id, attempt, isLastAttempt, ...reason },
      isLastAttempt ? 'job.dead' : 'job.failed',
    )
    return { id: job.id, status: 'failed', output: reason }
  }
}

/** A handler that ignores its signal must not hold back the others of its batch: it is failed, and goes on alone. */
async function untilAborted(work: Promise<void>, timeout: AbortSignal): Promise<void> {
  const expired = Promise.withResolvers<never>()
  const onTimeout = () => expired.reject(new Error('the job ran out of time'))
  timeout.addEventListener('abort', onTimeout, { once: true })
  try {
    await Promise.race([work, expired.promise])
  } finally {
    timeout.removeEventListener('abort', onTimeout)
  }
}

function describeFailure(error: unknown): { code?: string; message: string } {
  if (error instanceof AppError) return { code: error.code, message: error.detail.slice(0, LONGEST_MESSAGE) }
  return { message: (error instanceof Error ? error.message : String(error)).slice(0, LONGEST_MESSAGE) }
}

/** The schema of the same definition has just parsed it; only the list of all jobs has forgotten the type. */
function asPayload(data: unknown): never {
  return data as never
}
