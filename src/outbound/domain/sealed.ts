// What binds each sealed value to its subscriber and its place.

export function webhookSecretPurpose(webhookId: string): string {
  return `webhook ${webhookId} secret`
}

/** The same text moved to another column would be another purpose; a rotation seals it anew. */
export function previousSecretPurpose(webhookId: string): string {
  return `webhook ${webhookId} previous secret`
}

export function targetPurpose(webhookId: string): string {
  return `webhook ${webhookId} target`
}
