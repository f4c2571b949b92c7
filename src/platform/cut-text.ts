// Cuts a text between two characters: half of one is nothing that can be shown, and jsonb refuses it.

/** The beginning of a text, at most `longest` UTF-16 units of it, without half a character at its end. */
export function cutText(text: string, longest: number): string {
  const cut = text.slice(0, longest)
  return endsInHalf(cut) ? cut.slice(0, -1) : cut
}

function endsInHalf(text: string): boolean {
  const last = text.charCodeAt(text.length - 1)
  return last >= 0xd800 && last <= 0xdbff
}
