// The engine's WebAssembly, compiled once for a process.
import { readFile } from 'node:fs/promises'

let compiled: Promise<WebAssembly.Module> | undefined

export function engineCode(): Promise<WebAssembly.Module> {
  compiled ??= readFile(new URL('./pglite.wasm', import.meta.resolve('@electric-sql/pglite'))).then((bytes) =>
    WebAssembly.compile(bytes),
  )
  return compiled
}
