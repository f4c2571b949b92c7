// An error in MCP's own words. The library's class for it writes the code into the text, and its client writes it there once more.
import type { ErrorCode } from '@modelcontextprotocol/sdk/types.js'

/** Of the protocol; the library has no name for it. */
export const resourceNotFound = -32002

/** The library answers with `code`, `message` and `data`. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  readonly code: ErrorCode | typeof resourceNotFound
  readonly data: Record<string, unknown> | undefined

  constructor(code: ErrorCode | typeof resourceNotFound, message: string, data?: Record<string, unknown>) {
    super(message)
    this.code = code
    this.data = data
  }
}
