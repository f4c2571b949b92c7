// The words of a text as the full-text index knows them; `dispatch_search_words` in the migrations does the same to issues.

/** A pasted stack trace has hundreds of words; these many decide where it belongs. */
const maxTerms = 32

const unspaced = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+/g
const codeLike = /[a-z0-9][A-Z]|[A-Z]{2}[a-z]{2}|[A-Za-z0-9_](?:[./\\:#]|->)+[A-Za-z_]/
const place = /(:\d+)+$/

/** Each once, in the order of the text. */
export function readTerms(text: string): string[] {
  const pairs = (text.match(unspaced) ?? []).flatMap(toPairs)
  const words = text.replace(unspaced, ' ').split(/[\s"'`,;()[\]{}<>|=]+/)
  const known = new Set<string>()
  return [...pairs, ...words.flatMap(toTerms)]
    .filter((term) => {
      const key = term.toLowerCase()
      const isNew = key !== '' && !known.has(key)
      known.add(key)
      return isNew
    })
    .slice(0, maxTerms)
}

/** `登录失败` is 登录, 录失 and 失败, each as a phrase of two characters. */
function toPairs(run: string): string[] {
  const characters = [...run]
  if (characters.length === 1) return characters
  return characters.slice(1).map((character, index) => `${characters[index]} ${character}`)
}

function toTerms(word: string): string[] {
  if (!codeLike.test(word)) return word.split(/[^\p{L}\p{N}\p{M}_]+/u).filter((part) => part !== '')
  const whole = word.replace(place, '').replace(/^[^A-Za-z0-9/_]+|[^A-Za-z0-9/_]+$/g, '')
  const parts = whole.split(/[^A-Za-z0-9]+/)
  const words = parts.flatMap((part) =>
    part
      .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
      .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
      .split(' '),
  )
  // Line numbers and single letters are in every stack frame.
  return [whole, ...parts, ...words].filter((part) => part.length > 1 && !/^\d+$/.test(part))
}

/** Whether a text has characters of a script that is written without spaces. */
export function isUnspaced(text: string): boolean {
  return text.search(unspaced) >= 0
}

/** A phrase as it stands in the index of parts: `cart-total.ts` is cart, total and ts, one after another. */
export function toPartsText(phrase: string): string {
  return phrase
    .replace(unspaced, (run) => ` ${[...run].join(' ')} `)
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim()
}
