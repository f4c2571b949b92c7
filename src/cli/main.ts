// The command line's entry: parses, runs one command, and ends with its exit code.
import { createProgram } from './program.ts'
import { reportFailure } from './shared/failure.ts'
import { endWithReader } from './shared/screen.ts'

endWithReader()
const program = createProgram()
const given = process.argv.slice(2)
try {
  await program.parseAsync(namesCommand(given) ? given : ['start', ...given], { from: 'user' })
} catch (error) {
  process.exitCode = reportFailure(error, { json: program.opts<{ json?: boolean }>().json === true })
}

/** `dispatch` alone starts the server; a mistyped command is still told as one. */
function namesCommand(words: readonly string[]): boolean {
  return words.some((word) => !word.startsWith('-') || ['-h', '--help', '-V', '--version'].includes(word))
}
