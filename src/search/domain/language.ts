// Whether the shipped encoder can say anything about a text: it knows English, and every other script looks the same to it.

const minLatinShare = 0.5

/** Whether the letters of a text are mostly Latin. Without this, any two Chinese titles would be the same vector. */
export function isLatin(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0
  return letters > 0 && latin / letters >= minLatinShare
}
