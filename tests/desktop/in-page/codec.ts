/** What becomes of values that do not go over as text: each side keeps them, and sends a number. */
export interface Handles {
  ofFunction(value: (...args: unknown[]) => unknown): number
  toFunction(id: number): unknown
  ofPromise(value: Promise<unknown>): number
  toPromise(id: number): unknown
}

export interface Codec {
  encode(value: unknown): unknown
  decode(value: unknown): unknown
}

/**
 * Values as JSON can carry them, so that they arrive as a structured clone would: what JSON would
 * drop or change is marked. It is sent into pages as text, so it uses nothing from outside.
 * @param handles without them, functions and promises cannot be cloned, as between processes
 */
export function createCodec(handles?: Handles): Codec {
  const refuse = (): never => {
    throw new TypeError('An object could not be cloned.')
  }
  const encode = (value: unknown): unknown => {
    if (value === undefined) return { $: 'undefined' }
    if (typeof value === 'number' && !Number.isFinite(value)) {
      return { $: 'number', value: String(value) }
    }
    if (typeof value === 'bigint') return { $: 'bigint', value: String(value) }
    if (typeof value === 'symbol') return refuse()
    if (typeof value === 'function') {
      if (!handles) return refuse()
      return { $: 'function', id: handles.ofFunction(value as (...args: unknown[]) => unknown) }
    }
    if (value === null || typeof value !== 'object') return value
    if (value instanceof Promise) {
      return handles ? { $: 'promise', id: handles.ofPromise(value) } : refuse()
    }
    if (value instanceof Date) return { $: 'date', value: value.getTime() }
    if (value instanceof Error) return { $: 'error', value: value.message }
    if (Array.isArray(value)) return value.map(encode)
    const prototype = Object.getPrototypeOf(value)
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
      throw new TypeError(`The double does not carry a ${prototype.constructor?.name}.`)
    }
    return { $: 'object', value: Object.entries(value).map(([key, part]) => [key, encode(part)]) }
  }
  const decode = (value: unknown): unknown => {
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) return value.map(decode)
    const marked = value as { $: string; value: never; id: number }
    switch (marked.$) {
      case 'undefined':
        return undefined
      case 'number':
        return Number(marked.value)
      case 'bigint':
        return BigInt(marked.value)
      case 'date':
        return new Date(marked.value)
      case 'error':
        return new Error(marked.value)
      case 'function':
        return handles?.toFunction(marked.id)
      case 'promise':
        return handles?.toPromise(marked.id)
      default:
        return Object.fromEntries(
          (marked.value as [string, unknown][]).map(([key, part]) => [key, decode(part)]),
        )
    }
  }
  return { encode, decode }
}
