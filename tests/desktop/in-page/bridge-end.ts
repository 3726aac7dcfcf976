import type { Codec, createCodec } from './codec.ts'

export interface BridgeEnd extends Codec {
  tell(kind: string, value: unknown): void
  hear(kind: string, listener: (value: unknown) => void): void
}

interface Message {
  readonly kind: string
  readonly id?: number
  readonly ok?: boolean
  readonly value: unknown
}

/**
 * One end of the bridge between the world of the preload script and that of the page. The worlds
 * share nothing but the document, so events of secret names carry text. Functions stay where they
 * are and are called from over there, as by Electron's `contextBridge`. It is sent into pages as text.
 */
export function createBridgeEnd(
  makeCodec: typeof createCodec,
  { hears, tells }: { readonly hears: string; readonly tells: string },
): BridgeEnd {
  // Taken before the page could put its own in their place.
  const { document, CustomEvent } = globalThis as unknown as {
    document: EventTarget
    CustomEvent: new (name: string, init: { detail: string }) => Event
  }
  const { addEventListener, dispatchEvent } = EventTarget.prototype
  const { parse, stringify } = JSON
  const { apply } = Reflect
  const functions = new Map<number, (...args: unknown[]) => unknown>()
  const promises = new Map<number, (settled: Message) => void>()
  const listeners = new Map<string, (value: unknown) => void>()
  let last = 0
  let returned: Message | undefined

  const send = (message: Message) => {
    apply(dispatchEvent, document, [new CustomEvent(tells, { detail: stringify(message) })])
  }
  const codec = makeCodec({
    ofFunction(value) {
      last += 1
      functions.set(last, value)
      return last
    },
    toFunction(id) {
      return (...args: unknown[]) => {
        returned = undefined
        send({ kind: 'call', id, value: args.map(codec.encode) })
        // The answer came while the event was on its way.
        const answer = returned as Message | undefined
        if (!answer) throw new Error('The other world is gone.')
        const value = codec.decode(answer.value)
        if (answer.ok) return value
        throw value
      }
    },
    ofPromise(value) {
      last += 1
      const id = last
      value.then(
        (result) => send({ kind: 'settled', id, ok: true, value: codec.encode(result) }),
        (error) => send({ kind: 'settled', id, ok: false, value: codec.encode(error) }),
      )
      return id
    },
    toPromise(id) {
      return new Promise((done, fail) => {
        promises.set(id, ({ ok, value }) => (ok ? done : fail)(codec.decode(value)))
      })
    },
  })

  const take = (message: Message) => {
    if (message.kind === 'call') {
      try {
        const args = codec.decode(message.value) as unknown[]
        const value = functions.get(message.id ?? 0)?.(...args)
        send({ kind: 'returned', ok: true, value: codec.encode(value) })
      } catch (error) {
        send({ kind: 'returned', ok: false, value: codec.encode(error) })
      }
    } else if (message.kind === 'returned') {
      returned = message
    } else if (message.kind === 'settled') {
      promises.get(message.id ?? 0)?.(message)
      promises.delete(message.id ?? 0)
    } else {
      listeners.get(message.kind)?.(codec.decode(message.value))
    }
  }
  const onEvent = (event: Event) => {
    event.stopImmediatePropagation()
    take(parse((event as Event & { detail: string }).detail))
  }
  apply(addEventListener, document, [hears, onEvent])
  return {
    ...codec,
    tell: (kind, value) => send({ kind, value: codec.encode(value) }),
    hear: (kind, listener) => void listeners.set(kind, listener),
  }
}
