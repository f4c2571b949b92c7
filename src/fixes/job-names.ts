// The queues of this feature, by name, so that who enqueues does not load who works.

/** Asks outside whether deployed commits contain a merge. */
export const checkDeploymentJob = 'fixes.check_deployment'
/** Asks the error tracker where an occurrence happened. */
export const lookUpJob = 'fixes.look_up_occurrence'
/** Tells the error tracker that a fix was verified. */
export const resolveVendorIssueJob = 'fixes.resolve_vendor_issue'
/** Resolves the error in the error tracker at the beginning of a window. */
export const resolveAtDeployJob = 'fixes.resolve_at_deploy'
/** Asks outside which merges a merged release contains. */
export const readReleaseJob = 'fixes.read_release'
/** Looks for the commits that may have caused an error. */
export const findSuspectsJob = 'fixes.find_suspects'
/** Looks for issues that a pull request may be about. */
export const suggestLinksJob = 'fixes.suggest_links'
/** Looks for the pull requests that already name a newly filed issue. */
export const rematchJob = 'fixes.rematch'
/** A delivery was given up, or read after it had been: `{workspace_id, source, received_at}`. */
export const hearOfDeliveryJob = 'fixes.hear_of_delivery'
