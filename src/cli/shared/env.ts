// The only file of the command line that reads what stands in its own environment.

/** Set by the person at the terminal, never by a `.env` that happens to lie in the folder. */
export function personalSetting(name: 'DISPATCH_URL' | 'EDITOR' | 'VISUAL' | 'BROWSER'): string | undefined {
  return process.env[name]?.trim() || undefined
}

/** Whether this terminal belongs to a desktop. */
export function hasScreen(): boolean {
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

/** What a program that builds something needs, and no secret. */
export function buildEnvironment(): Record<string, string> {
  const { PATH = '', HOME = '', TMPDIR } = process.env
  return { PATH, HOME, ...(TMPDIR && { TMPDIR }) }
}

/** For everything that is printed from now on. */
export function printWithoutColour(): void {
  process.env.NO_COLOR = '1'
}
