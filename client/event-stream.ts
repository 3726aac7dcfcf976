import type { Patience } from './timeout.ts'

/** One event of a stream (WHATWG HTML, 9.2), or an id alone: it has no data then. */
export interface ServerEvent {
  readonly event: string
  readonly data: string
  /** The last id that the stream has named, if any. */
  readonly id: string
}

/** Events here are small; a line or an event beyond this is no hub's, in characters. */
const mostCharacters = 256 * 1024

/** A parser that takes a stream of server-sent events in pieces. */
export function createEventParser(): (piece: string) => ServerEvent[] {
  let rest = ''
  let data: string[] = []
  let size = 0
  let event = ''
  let id = ''
  let namesId = false

  const take = (line: string): ServerEvent | undefined => {
    if (line === '') {
      const ready = { event: event || 'message', data: data.join('\n'), id }
      const isEmpty = data.length === 0 && !namesId
      data = []
      size = 0
      event = ''
      namesId = false
      return isEmpty ? undefined : ready
    }
    const [, name, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? []
    if (name === 'data') {
      size += value.length
      data.push(value)
    } else if (name === 'event') event = value
    else if (name === 'id' && !value.includes('\0')) {
      id = value
      namesId = true
    }
    return undefined
  }

  return (piece) => {
    // A carriage return at the very end may be half of a line's end.
    const lines = (rest + piece).split(/\r\n|\n|\r(?=.)/s)
    rest = lines.pop() ?? ''
    const events = lines.map(take).filter((one) => one !== undefined)
    if (rest.length > mostCharacters || size > mostCharacters) {
      throw new Error('The stream holds an event that is far too long.')
    }
    return events
  }
}

/** The events of a stream as they come, as long as something comes every `silenceMs`. */
export async function* readEvents(
  stream: ReadableStream<Uint8Array>,
  patience: Patience,
  silenceMs: number,
): AsyncGenerator<ServerEvent, void, void> {
  const parse = createEventParser()
  const decoder = new TextDecoder()
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await patience.reading(reader.read())
      if (done) return
      patience.renew(silenceMs)
      yield* parse(decoder.decode(value, { stream: true }))
    }
  } finally {
    // A stream that failed says so again; whoever reads it knows already.
    await reader.cancel().catch(() => {})
  }
}
