// Splits what a process prints into lines, without letting one endless line fill the memory.

/** Lines of a stream; one over `lineMax` characters is dropped and reported in its place. */
export async function* outputLines(stream: NodeJS.ReadableStream, lineMax = 32 * 1024 * 1024): AsyncGenerator<string> {
  let rest = ''
  let dropping = false
  stream.setEncoding('utf8')
  for await (const chunk of stream) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (!dropping && line.trim() !== '') yield line
      dropping = false
    }
    if (rest.length > lineMax) {
      if (!dropping) yield `A line of more than ${lineMax} characters was dropped.`
      dropping = true
      rest = ''
    }
  }
  if (!dropping && rest.trim() !== '') yield rest
}
