// PGlite on a real directory, with an fsync that reaches the disk.
//
// PostgreSQL's fsync goes through emscripten, which forwards it to `stream_ops.fsync` of the file system. NODEFS has
// no such hook, so without this file every fsync is silently nothing and a power cut loses acknowledged commits.
import { closeSync, fsyncSync, openSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'

interface OpenStream {
  /** The descriptor of a file; directories have none. */
  nfd?: number
  node: unknown
}

interface NodeFileSystemInternals {
  realPath(node: unknown): string
  stream_ops: { fsync?: (stream: OpenStream) => number }
}

export class DurableFileSystem extends NodeFS {
  fsyncs = 0
  fsyncMilliseconds = 0

  override async init(...args: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const result = await super.init(...args)
    result.emscriptenOpts.preRun?.push((module) => {
      const internals = nodeFileSystem(module)
      internals.stream_ops.fsync = (stream) => {
        const startedAt = performance.now()
        if (stream.nfd !== undefined) fsyncSync(stream.nfd)
        else fsyncPath(internals.realPath(stream.node))
        this.fsyncs++
        this.fsyncMilliseconds += performance.now() - startedAt
        return 0
      }
    })
    return result
  }
}

/** PGlite's start parameters without `-F`, which turns fsync off. */
export const durableStartParams: string[] = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...['-c', 'fsync=on', '-c', 'wal_sync_method=fsync'],
]

/** The cast is safe for the pinned PGlite: emscripten keeps NODEFS there, its typings only leave it out. */
function nodeFileSystem(module: { FS: { filesystems: object } }): NodeFileSystemInternals {
  return (module.FS.filesystems as { NODEFS: NodeFileSystemInternals }).NODEFS
}

function fsyncPath(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
