import { connect, type Socket } from 'node:net'

export interface Reply {
  readonly status: number
  /** The last bytes of the body, where a sync's answer names its action. */
  readonly tail: string
}

const tailLength = 40
const patienceMs = 30_000

/**
 * One kept-alive HTTP connection that asks one thing after the other. It knows just the HTTP that
 * the hub speaks and so costs a fraction of a real client: the load must not be what is measured.
 */
export class Connection {
  readonly #socket: Socket
  #status = 0
  #missing = 0
  #settle: { resolve: (reply: Reply) => void; reject: (error: Error) => void } | undefined

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.setTimeout(patienceMs, () => socket.destroy(new Error('the server did not answer')))
    socket.on('data', (chunk) => this.#take(chunk))
    socket.on('error', (error) => this.#settle?.reject(error))
    socket.on('close', () => this.#settle?.reject(new Error('the server closed the connection')))
  }

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port })
      socket.once('error', reject)
      socket.once('connect', () => {
        socket.off('error', reject)
        resolve(new Connection(socket))
      })
    })
  }

  ask(request: Buffer): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject }
      this.#socket.write(request)
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #take(chunk: Buffer): void {
    if (this.#missing === 0) {
      const end = chunk.indexOf('\r\n\r\n')
      const head = chunk.toString('latin1', 0, end)
      const isEmpty = head.startsWith('HTTP/1.1 204')
      const length = isEmpty ? '0' : /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
      if (end < 0 || !length) {
        this.#settle?.reject(new Error(`no usable answer: ${head}`))
        return
      }
      this.#status = Number(head.slice(9, 12))
      this.#missing = end + 4 + Number(length)
    }
    this.#missing -= chunk.length
    if (this.#missing > 0) return
    const tail = chunk.toString('latin1', Math.max(0, chunk.length - tailLength))
    this.#settle?.resolve({ status: this.#status, tail })
  }
}
