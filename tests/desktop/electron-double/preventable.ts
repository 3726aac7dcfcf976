import type { EventEmitter } from 'node:events'

/** An event whose usual consequence a listener can prevent. */
export interface Preventable {
  defaultPrevented: boolean
  preventDefault(): void
}

export function preventable<T extends object>(more?: T): T & Preventable {
  const event = {
    ...(more as T),
    defaultPrevented: false,
    preventDefault() {
      event.defaultPrevented = true
    },
  }
  return event
}

/** @returns whether a listener prevented it */
export function emitPreventable(
  on: EventEmitter,
  name: string,
  more: object = {},
  ...args: readonly unknown[]
): boolean {
  const event = preventable(more)
  on.emit(name, event, ...args)
  return event.defaultPrevented
}
