import type { BridgeEnd } from './bridge-end.ts'
import type { Codec } from './codec.ts'

export interface PreloadParts {
  readonly bridge: BridgeEnd
  readonly codec: Codec
  /** The function by which text gets to the program; only this world has it. */
  readonly binding: string
  /** The function by which text comes from there. */
  readonly delivery: string
  readonly platform: string
}

type Listener = (event: object, ...args: unknown[]) => void

/**
 * What a sandboxed preload script finds: `electron` with `contextBridge` and `ipcRenderer`, and a
 * small `process`. It is sent into the world of the preload script as text.
 */
export function createPreloadWorld({ bridge, codec, binding, delivery, platform }: PreloadParts) {
  const world = globalThis as unknown as Record<string, (text: string) => void>
  const exposed: [string, unknown][] = []
  const listeners: [string, Listener][] = []
  const waiting = new Map<number, (ok: boolean, value: unknown) => void>()
  let last = 0
  let isPageThere = false

  const post = (message: { kind: string; id: number; channel: string; args: unknown[] }) => {
    const { args, ...rest } = message
    world[binding]?.(JSON.stringify({ ...rest, args: args.map(codec.encode) }))
  }
  world[delivery] = (text) => {
    const { id, ok, value, channel, args } = JSON.parse(text)
    if (channel === undefined) {
      waiting.get(id)?.(ok, codec.decode(value))
      waiting.delete(id)
      return
    }
    const known = listeners.filter(([name]) => name === channel)
    for (const [, listener] of known) listener({}, ...args.map(codec.decode))
  }

  // The page's own world asks as soon as it is there, before any script of the page.
  bridge.hear('page', () => {
    isPageThere = true
    for (const one of exposed) bridge.tell('expose', one)
  })

  const whole = <T extends object>(name: string, parts: T): T =>
    new Proxy(parts, {
      get(target, key) {
        if (key in target || typeof key === 'symbol') return Reflect.get(target, key)
        throw new Error(`The double of electron has no ${name}.${key}.`)
      },
    })
  const off = (channel: string, listener: Listener) => {
    const place = listeners.findLastIndex((one) => one[0] === channel && one[1] === listener)
    if (place >= 0) listeners.splice(place, 1)
    return ipcRenderer
  }
  const ipcRenderer: object = whole('ipcRenderer', {
    invoke(channel: string, ...args: unknown[]) {
      last += 1
      const id = last
      return new Promise((done, fail) => {
        waiting.set(id, (ok, value) => (ok ? done : fail)(value))
        post({ kind: 'invoke', id, channel, args })
      })
    },
    send: (channel: string, ...args: unknown[]) => post({ kind: 'send', id: 0, channel, args }),
    on(channel: string, listener: Listener) {
      listeners.push([channel, listener])
      return ipcRenderer
    },
    off,
    removeListener: off,
  })
  const contextBridge = whole('contextBridge', {
    exposeInMainWorld(key: string, api: unknown) {
      exposed.push([key, api])
      if (isPageThere) bridge.tell('expose', [key, api])
    },
  })
  return {
    require(name: string) {
      if (name === 'electron') return whole('electron', { contextBridge, ipcRenderer })
      throw new Error(`module not found: ${name}`)
    },
    process: whole('process', { platform, sandboxed: true, contextIsolated: true }),
  }
}
