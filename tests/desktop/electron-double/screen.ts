import type { Display, Screen } from 'electron'
import { whole } from './whole.ts'

const bounds = { x: 0, y: 0, width: 1920, height: 1080 }

/** The one screen there is, with a bar at its top. */
export const primaryDisplay = whole<Display>('display', {
  id: 1,
  bounds,
  workArea: { x: 0, y: 40, width: 1920, height: 1040 },
  scaleFactor: 1,
} satisfies Partial<Display>)

export const screen = whole<Screen>('screen', {
  getPrimaryDisplay: () => primaryDisplay,
  getAllDisplays: () => [primaryDisplay],
} satisfies Partial<Screen>)
