import { EventEmitter } from 'node:events'

/** The events of `app`, for those parts that make them happen. */
export const appEvents = new EventEmitter()

/** The windows there are. */
export const openWindows = new Set<{ close(): void; destroy(): void }>()

/** How far the program is. */
export const phase = { isReady: false, isQuitting: false }
