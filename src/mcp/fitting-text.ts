// Parts of texts as long as an answer may be. A part is made shorter before it is sent, so that its next_offset stays true.
import { answerBytes, usualBytes } from './domain/answer-size.ts'

/** The summary of the answer comes on top. */
const room = usualBytes - 500
const shortestPart = 100

/** @param build makes the answer with parts of at most so many characters */
export async function fittingText<A>(
  maxChars: number,
  maxBytes: number,
  build: (maxChars: number) => A | Promise<A>,
): Promise<A> {
  const answer = await build(maxChars)
  const fits = answerBytes(answer) <= Math.max(room, maxBytes)
  if (fits || maxChars <= shortestPart) return answer
  return fittingText(Math.max(shortestPart, Math.floor(maxChars * 0.7)), maxBytes, build)
}
