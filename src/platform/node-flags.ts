// What Node.js needs to run one of our own programs from source, as a process of its own.
import { fileURLToPath } from 'node:url'

const root = new URL('../../', import.meta.url)

/** Node.js strips types by itself, but not below node_modules, where an installed package lies. */
export const nodeFlags: readonly string[] = /[\\/]node_modules[\\/]/.test(fileURLToPath(root))
  ? ['--import', new URL('bin/strip-types.mjs', root).href]
  : []
