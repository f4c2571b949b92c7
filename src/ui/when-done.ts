// Going on after something was sent, also where its success takes away the row that sent it.

/** The callbacks of `mutate` are forgotten with the part of the page that passed them; the promise of `mutateAsync` is not. */
export function whenDone<T>(sending: Promise<T>, done: (answer: T) => void): void {
  // A refusal is shown where it was sent from, by the mutation's `error`.
  void sending.then(done, () => undefined)
}
