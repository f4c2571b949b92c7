// Where the memory of this process is: heaps of the main thread and the workers, WebAssembly, and the rest.
import { readFile } from 'node:fs/promises'
import type { Worker } from 'node:worker_threads'

export interface MemoryReport {
  rssMb: number
  /** The most that it ever was. */
  peakMb: number
  mainHeapMb: number
  /** Buffers outside the heap of the main thread. */
  mainExternalMb: number
  workers: { name: string; heapMb: number; externalMb: number }[]
  /** Resident pages of WebAssembly memories, all threads. */
  wasmMb: number
  /** Resident pages of program files. */
  filesMb: number
}

const MB = 1_048_576

export async function readMemory(workers: readonly Worker[]): Promise<MemoryReport> {
  const { rss, heapTotal, external } = process.memoryUsage()
  const alive = workers.filter((worker) => worker.threadId > 0)
  return {
    rssMb: rss / MB,
    peakMb: process.resourceUsage().maxRSS / 1024,
    mainHeapMb: heapTotal / MB,
    mainExternalMb: external / MB,
    workers: await Promise.all(alive.map(readWorker)),
    ...(await readMappings()),
  }
}

async function readWorker(worker: Worker) {
  const { total_heap_size, external_memory } = await worker.getHeapStatistics()
  return { name: worker.threadName ?? 'worker', heapMb: total_heap_size / MB, externalMb: external_memory / MB }
}

interface Mapping {
  start: number
  end: number
  permissions: string
  file: string
  residentKb: number
}

/** V8 reserves gigabytes of address space behind each WebAssembly memory: that guard tells it from other memory. */
const GUARD_BYTES = 1024 * MB

async function readMappings(): Promise<{ wasmMb: number; filesMb: number }> {
  const mappings = parseMappings(await readFile('/proc/self/smaps', 'utf8'))
  const isWasm = (mapping: Mapping, index: number) => {
    const next = mappings[index + 1]
    return (
      mapping.permissions.startsWith('rw') &&
      mapping.file === '' &&
      next?.start === mapping.end &&
      next.permissions.startsWith('---') &&
      next.end - next.start > GUARD_BYTES
    )
  }
  const sum = (chosen: Mapping[]) => chosen.reduce((total, { residentKb }) => total + residentKb, 0) / 1024
  return { wasmMb: sum(mappings.filter(isWasm)), filesMb: sum(mappings.filter(({ file }) => file.startsWith('/'))) }
}

function parseMappings(smaps: string): Mapping[] {
  const mappings: Mapping[] = []
  for (const line of smaps.split('\n')) {
    const head = /^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+ *(.*)$/.exec(line)
    if (head) {
      const [, start = '0', end = '0', permissions = '', file = ''] = head
      mappings.push({ start: Number.parseInt(start, 16), end: Number.parseInt(end, 16), permissions, file, residentKb: 0 })
    }
    const resident = /^Rss: +(\d+) kB$/.exec(line)
    const last = mappings.at(-1)
    if (resident && last) last.residentKb = Number(resident[1])
  }
  return mappings
}
