// The names of this feature's jobs, for the commands that enqueue them. `runs.consider` belongs to whoever assigns.

/** Pushes a finished run's branch and opens its pull request. */
export const publishJob = 'runs.publish'
/** Makes the new run that tries a failed one again. */
export const retryJob = 'runs.retry'
/** Decides again what was refused or waits, because something changed. */
export const reconsiderJob = 'runs.reconsider'
