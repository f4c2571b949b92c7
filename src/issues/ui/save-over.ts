// Saves a text over the one that its writer began from, and over no other.

export interface TextStore<T extends { revision: number }> {
  /** The issue as it is now. */
  read(): Promise<T>
  /** Writes on this revision and no other. */
  write(revision: number): Promise<T>
  isStale(error: unknown): boolean
}

/** Somebody else's text is there meanwhile. `current` has it. */
export class ChangedMeanwhile<T> extends Error {
  override readonly name = 'ChangedMeanwhile'
  readonly current: T
  constructor(current: T) {
    super('Somebody changed the text meanwhile.')
    this.current = current
  }
}

/** Others may change the issue all the time; so many of their changes in a row are no accident. */
const maxTries = 4

/**
 * `known` is the newest issue that the page has; `isSeen` says whether the text of an issue is the one that the writer saw.
 * Other fields may change meanwhile: they make the revision stale, and not the text.
 * @throws ChangedMeanwhile
 */
export async function saveOver<T extends { revision: number }>(
  known: T,
  isSeen: (issue: T) => boolean,
  store: TextStore<T>,
): Promise<T> {
  let issue = known
  for (let tries = 1; ; tries += 1) {
    if (!isSeen(issue)) throw new ChangedMeanwhile(issue)
    try {
      return await store.write(issue.revision)
    } catch (error) {
      if (!store.isStale(error) || tries === maxTries) throw error
      issue = await store.read()
    }
  }
}
