// How large an answer is for its reader: a text block whose JSON stands as a string in the JSON of the message.

/** What an answer may have unless more was asked for; its envelope comes on top and stays within 8 KB. */
export const usualBytes = 8_000

export function answerBytes(answer: unknown): number {
  return Buffer.byteLength(JSON.stringify(JSON.stringify(answer)))
}
