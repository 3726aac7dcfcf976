import type { BridgeEnd } from './bridge-end.ts'

/** Puts what the preload script exposes into the page, unchangeable. It is sent there as text. */
export function preparePage(bridge: BridgeEnd): void {
  const freeze = (value: unknown): unknown => {
    if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return value
    for (const part of Object.values(value)) freeze(part)
    return Object.freeze(value)
  }
  bridge.hear('expose', (told) => {
    const [key, api] = told as [string, unknown]
    Object.defineProperty(globalThis, key, { value: freeze(api), enumerable: true })
  })
  bridge.tell('page', undefined)
}
