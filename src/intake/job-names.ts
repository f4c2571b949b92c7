// The queues of this feature, by name, so that who enqueues does not load who works.

/** Works off everything that waits. */
export const processJob = 'intake.process'
/** One delivery that failed, some time later. */
export const retryJob = 'intake.retry'
/** Asks the vendor for what its hook left out. */
export const enrichJob = 'intake.enrich'
/** Asks the code host which commit a release's tag names. */
export const resolveReleaseJob = 'intake.resolve_release'
/** Some more of a batch of replays. */
export const replayJob = 'intake.replay'
