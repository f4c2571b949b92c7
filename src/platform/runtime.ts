// The composition root's type: what lives as long as the process. `system.ts` builds it; nothing else owns process-wide state.
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Database } from './db/open-database.ts'
import type { Jobs } from './jobs.ts'
import type { Logger } from './log.ts'
import type { SecretBox } from './secret-box.ts'

export interface Runtime {
  readonly config: Config
  readonly database: Database
  readonly jobs: Jobs
  readonly clock: Clock
  readonly log: Logger
  /** Seals what is stored encrypted: webhook secrets, credentials. */
  readonly secrets: SecretBox
  /** For calls to the outside; tests pass their own. */
  readonly fetch: typeof fetch
}
