// A line of plain text for a list: no markup, no line breaks, nothing invisible, never long.

const maxLength = 240

export function toSnippet(text: string): string {
  const line = text
    .replace(/<!--[\s\S]*?(-->|$)/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/[`*_#>|]{1,}/g, '')
    .replace(/ {2,}/g, ' ')
    .trim()
  return line.length <= maxLength
    ? line
    : `${line
        .slice(0, maxLength - 1)
        .toWellFormed()
        .replace(/\ufffd$/u, '')}…`
}
