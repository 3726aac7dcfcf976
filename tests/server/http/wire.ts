import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A connection on which a test says exactly what goes over the wire. */
export interface Wire {
  readonly socket: Socket
  send(text: string): void
  /** All that came back, once it holds `part`. */
  until(part: string): Promise<string>
  /** All that came back, once the other side has closed the connection. */
  closed(): Promise<string>
}

export async function openWire(url: string): Promise<Wire> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  onTestFinished(() => void socket.destroy())
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  let text = ''
  socket.setEncoding('utf8')
  socket.on('data', (chunk) => {
    text += chunk
  })
  // A reset is one way to be closed.
  socket.on('error', () => {})
  const wait = (event: 'data' | 'close', isThere: () => boolean) =>
    new Promise<string>((resolve, reject) => {
      const look = () => isThere() && resolve(text)
      socket.on(event, look)
      socket.on('close', () => (isThere() ? resolve(text) : reject(new Error(`closed: ${text}`))))
      look()
    })
  return {
    socket,
    send: (part) => void socket.write(part),
    until: (part) => wait('data', () => text.includes(part)),
    closed: () => wait('close', () => socket.destroyed),
  }
}

/** The parts of an answer as it came over the wire. */
export function answerOf(text: string) {
  const end = text.indexOf('\r\n\r\n')
  const [head, body] = [text.slice(0, end), text.slice(end + 4)]
  const [first = '', ...lines] = head.split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.replace(/^[^:]*: /, ''),
    ]),
  )
  return { status: Number(first.split(' ')[1]), headers, body }
}
