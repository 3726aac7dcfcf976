import type { Answered, Asked, SimulatedHub } from './hub.ts'
import type { SimulatedTime } from './time.ts'

type Fetch = typeof globalThis.fetch

/** How bad a network is: how likely each of these is, and how long a packet takes at most. */
export interface Weather {
  readonly loss: number
  readonly silence: number
  readonly double: number
  readonly delayMs: number
}

export const calm: Weather = { loss: 0, silence: 0, double: 0, delayMs: 50 }

/** The network between one device and the hub: it loses, doubles, delays and reorders. */
export class SimulatedNetwork {
  weather: Weather = calm
  #isUp = true
  readonly #time: SimulatedTime
  readonly #hub: SimulatedHub
  readonly #cuts = new Set<() => void>()

  constructor(time: SimulatedTime, hub: SimulatedHub) {
    this.#time = time
    this.#hub = hub
  }

  set isUp(isUp: boolean) {
    this.#isUp = isUp
    if (isUp) return
    for (const cut of this.#cuts) cut()
  }

  fetch: Fetch = (input, init = {}) =>
    new Promise((resolve, reject) => {
      const { signal } = init
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
      if (signal?.aborted) return reject(signal.reason)
      const fail = () => reject(new TypeError('fetch failed'))
      const url = new URL(String(input))
      const asked: Asked = {
        method: init.method ?? 'GET',
        path: url.pathname + url.search,
        headers: new Headers(init.headers),
        body: String(init.body ?? ''),
      }
      const send = () => {
        const isLost = !this.#isUp || this.#happens('loss')
        this.#time.after(this.#delay(), async () => {
          if (isLost) return this.#happens('silence') ? undefined : fail()
          if (url.pathname === '/api/v1/sync/events') return resolve(this.#events(signal))
          const answer = await this.#hub.answer(asked)
          this.#time.after(this.#delay(), () => {
            if (!this.#isUp || this.#happens('loss')) {
              if (!this.#happens('silence')) fail()
            } else resolve(replyOf(answer))
          })
        })
      }
      send()
      if (this.#happens('double')) send()
    })

  #happens(what: 'loss' | 'silence' | 'double'): boolean {
    return this.#time.random() < this.weather[what]
  }

  #delay(): number {
    return 1 + Math.floor(this.#time.random() * this.weather.delayMs)
  }

  #events(signal: AbortSignal | null | undefined): Response {
    const waiting: string[] = []
    let wake = () => {}
    let isCut = false
    const tell = ({ number: version }: { readonly number: number }) => {
      if (this.#happens('loss')) return
      waiting.push(`id: ${version}\nevent: change\ndata: {"version":${version}}\n\n`)
      wake()
    }
    const cut = () => {
      isCut = true
      this.#hub.listeners.delete(tell)
      this.#cuts.delete(cut)
      wake()
    }
    this.#hub.listeners.add(tell)
    this.#cuts.add(cut)
    signal?.addEventListener('abort', cut, { once: true })
    const read = async () => {
      while (waiting.length === 0 && !isCut) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      if (signal?.aborted) throw signal.reason
      const text = waiting.shift()
      if (text === undefined) throw new TypeError('terminated')
      return { done: false, value: new TextEncoder().encode(text) }
    }
    const body = { getReader: () => ({ read, cancel: async () => cut() }) }
    const headers = new Headers({ 'content-type': 'text/event-stream' })
    return { status: 200, type: 'basic', headers, body } as unknown as Response
  }
}

/** As much of a response as the client reads, all of it there at once. */
const replyOf = ({ status, headers, body }: Answered) =>
  ({
    ...{ status, type: 'basic', headers: new Headers(headers) },
    text: async () => (status === 304 ? '' : JSON.stringify(body)),
  }) as unknown as Response
