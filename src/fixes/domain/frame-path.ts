// Which file of a repository does a frame of a stack mean? Frames are strangers' text: they are compared, never opened or passed on.

export interface FrameMatch {
  /** 1: the whole path; ½: the file's name only. */
  weight: number
}

const MAX_LENGTH = 300
// Says little by itself: half of all folders have one.
const commonNames = new Set([
  'index',
  'main',
  'app',
  'utils',
  'util',
  'helpers',
  'types',
  '__init__',
  'mod',
  'lib',
  'server',
  'page',
  'route',
])
const bundleSchemes = /^(?:app|webpack|webpack-internal|turbopack|file|rsc|https?):\/\/+/i

/**
 * The path of a frame in segments, without scheme, host, query, line and column; null for what names no file inside anything:
 * control characters, `..`, nothing but a name like `<anonymous>`.
 */
export function readFramePath(location: string): string[] | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those are refused
  if (location.length > MAX_LENGTH || /[\u0000-\u001f\u007f<>|*?"]/.test(location.replace(/\?[^/]*$/, ''))) return null
  const isWeb = /^https?:\/\//i.test(location)
  const path = location
    .replace(/\?[^/]*$/, '')
    .replace(/(?::\d+){1,2}$/, '')
    .replace(bundleSchemes, '')
    .replaceAll('\\', '/')
    .replace(/^[A-Za-z]:\//, '')
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.')
  const inside = isWeb ? segments.slice(1) : segments
  const name = inside.at(-1)
  if (!name || inside.includes('..') || !/[\w$@)\]-]\.[A-Za-z]\w{0,7}$/.test(name)) return null
  return inside
}

/** Whether a file of the repository is the one that the frame means, and how surely; null if it is another. */
export function matchFrame(frame: readonly string[], file: string): FrameMatch | null {
  const segments = file.split('/')
  const shared = sharedTail(frame, segments)
  if (shared === 0) return null
  if (shared === frame.length || shared === segments.length) {
    if (shared > 1 || frame.length === segments.length) return { weight: 1 }
  }
  if (shared > 1) return { weight: 1 }
  return commonNames.has(stem(segments.at(-1) ?? '')) ? null : { weight: 0.5 }
}

function sharedTail(a: readonly string[], b: readonly string[]): number {
  let count = 0
  while (count < a.length && count < b.length && isSame(a.at(-1 - count), b.at(-1 - count), count === 0)) count++
  return count
}

/** What was compiled lies under another ending. */
function isSame(a: string | undefined, b: string | undefined, isName: boolean): boolean {
  if (a === undefined || b === undefined) return false
  return a === b || (isName && stem(a) === stem(b) && isScript(a) && isScript(b))
}

function isScript(name: string): boolean {
  return /\.(?:[cm]?[jt]sx?)$/.test(name)
}

function stem(name: string): string {
  return name.replace(/\.\w{1,8}$/, '')
}
