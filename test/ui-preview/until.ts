// Waits for what a page is about to show.

export async function until(holds: () => Promise<boolean>, what: string | (() => string)): Promise<void> {
  const deadline = performance.now() + 6000
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`did not happen: ${typeof what === 'string' ? what : what()}`)
    await new Promise((resolve) => setTimeout(resolve, 40))
  }
}
