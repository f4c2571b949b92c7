// Where a command writes: answers to stdout, everything else to stderr; colour only where somebody looks at it.
import { styleText } from 'node:util'
import { plainJson } from './plain-text.ts'

export type Style = Parameters<typeof styleText>[0]

export interface Screen {
  /** `--json`: answers are the API's shapes. */
  readonly json: boolean
  /** Columns that a line may have; without a terminal lines are as long as they are. */
  readonly width: number
  /** Somebody sits there and can be asked. */
  readonly isInteractive: boolean
  /** To stdout, with a line end. */
  print(text: string): void
  printJson(value: unknown): void
  /** To stderr, with a line end: what is no part of the answer. */
  note(text: string): void
  style(style: Style, text: string): string
}

/** Respects NO_COLOR and FORCE_COLOR, as `util.styleText` does for a stream. */
export function openScreen(options: { json: boolean }): Screen {
  const { stdout, stderr, stdin } = process
  return {
    json: options.json,
    width: stdout.isTTY ? (stdout.columns ?? 80) : Number.POSITIVE_INFINITY,
    isInteractive: stdin.isTTY === true && stderr.isTTY === true,
    print: (text) => void stdout.write(`${text}\n`),
    printJson: (value) => void stdout.write(`${plainJson(value)}\n`),
    note: (text) => void stderr.write(`${text}\n`),
    style: (style, text) => styleText(style, text, { stream: stdout }),
  }
}

/** A reader that has seen enough (`| head`) ends the command quietly, as it ends every other program. */
export function endWithReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0)
      throw error
    })
  }
}
