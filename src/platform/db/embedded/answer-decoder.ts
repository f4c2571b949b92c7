// Turns the bytes of one answer into results, with the code that node-postgres uses for a network connection.
import pg from 'pg'
import type {
  BackendMessage,
  CommandCompleteMessage,
  DataRowMessage,
  NotificationResponseMessage,
  RowDescriptionMessage,
} from 'pg-protocol/dist/messages.js'
import { Parser } from 'pg-protocol/dist/parser.js'
import { valueTypes } from '../value-types.ts'
import type { WireValue } from './protocol.ts'

export type Row = Record<string, unknown>
export type Result = pg.QueryResult<Row>

interface ResultBuilder extends Result {
  addFields(fields: RowDescriptionMessage['fields']): void
  parseRow(fields: DataRowMessage['fields']): Row
  addRow(row: Row): void
  addCommandComplete(message: CommandCompleteMessage): void
}

interface PgInternals {
  Result: new (rowMode: undefined, types: typeof valueTypes) => ResultBuilder
  utils: { prepareValue(value: unknown): WireValue }
}

const internals = pgInternals()

/** A parameter as node-postgres would send it. */
export const toWireValue = internals.utils.prepareValue

export class AnswerDecoder {
  readonly #parser = new Parser()
  readonly #onNotification: (channel: string, payload: string) => void

  constructor(onNotification: (channel: string, payload: string) => void) {
    this.#onNotification = onNotification
  }

  /** One result for each statement of the answer, or the error that ended it. */
  decode(bytes: Uint8Array): { results: Result[]; error: Error | undefined } {
    const results: Result[] = []
    let building: ResultBuilder | undefined
    let error: Error | undefined
    this.#parser.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), (message) => {
      if (message instanceof Error) error ??= message
      else if (isNotification(message)) this.#onNotification(message.channel, message.payload)
      else building = addMessage(message, building, results)
    })
    if (error) Error.captureStackTrace(error)
    return { results, error }
  }
}

function addMessage(message: BackendMessage, building: ResultBuilder | undefined, results: Result[]): ResultBuilder | undefined {
  if (!isResultPart(message)) return building
  const result = building ?? new internals.Result(undefined, valueTypes)
  switch (message.name) {
    case 'rowDescription':
      result.addFields(message.fields)
      return result
    case 'dataRow':
      result.addRow(result.parseRow(message.fields))
      return result
    case 'commandComplete':
      result.addCommandComplete(message)
      results.push(result)
      return undefined
  }
}

type ResultPart =
  | (RowDescriptionMessage & { name: 'rowDescription' })
  | (DataRowMessage & { name: 'dataRow' })
  | (CommandCompleteMessage & { name: 'commandComplete' })

function isResultPart(message: BackendMessage): message is ResultPart {
  return message.name === 'rowDescription' || message.name === 'dataRow' || message.name === 'commandComplete'
}

function isNotification(message: BackendMessage): message is NotificationResponseMessage {
  return message.name === 'notification'
}

/** The cast is safe for the pinned pg, which exports both; its typings leave out what `Result` can do. */
function pgInternals(): PgInternals {
  return pg as unknown as PgInternals
}
