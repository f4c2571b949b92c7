// Names of the objects whose signals belong together. Repository names are case-insensitive at GitHub, so keys are lower case.

export const errorIssueKey = (externalId: string): string => `sentry:issue:${externalId}`

/** All alerts that make one issue. */
export const alertKey = (externalId: string): string => `loki:alert:${externalId}`

/** What an alert rule says of itself: whether it can look. */
export const alertRuleKey = (rule: string): string => `loki:rule:${rule}`

/** A rule that does not say its name. */
export const unnamedRule = 'unnamed'

/** Notifications that do not carry all their alerts. */
export const cutNotificationsKey = 'loki:notifications'

export const signalKey = (externalId: string): string => `signal:issue:${externalId}`

/** What happens to an integration at the error tracker. */
export const trackerInstallationKey = (id: string): string => `sentry:installation:${id}`

export const metricAlertKey = (incidentId: string): string => `sentry:metric_alert:${incidentId}`

export const pullRequestKey = (repository: string, number: number): string => `github:pull:${repository.toLowerCase()}#${number}`

export const refKey = (repository: string, ref: string): string => `github:ref:${repository.toLowerCase()}:${ref}`

/** All deployments of a repository, wherever they were reported: their order decides what runs in production. */
export const deploymentsKey = (repository: string): string => `deployments:${repository.toLowerCase()}`

export const hookKey = (hookId: string): string => `github:hook:${hookId}`

/** All checks of one commit. */
export const checksKey = (repository: string, sha: string): string => `github:checks:${repository.toLowerCase()}:${sha}`

export const hostedIssueKey = (repository: string, number: number): string => `github:issue:${repository.toLowerCase()}#${number}`

export const installationKey = (installationId: string): string => `github:installation:${installationId}`
