import { join } from 'node:path'
import type { Mood } from '../status.ts'

/**
 * The file of the tray's icon; the one for dense screens stands beside it as `@2x`. macOS colours
 * its template image by itself. @param dark whether what it stands on is dark
 */
export function iconFile(folder: string, mood: Mood, platform: string, dark: boolean): string {
  if (platform === 'darwin') return join(folder, `tray-${mood}Template.png`)
  return join(folder, `tray-${mood}${dark ? '-dark' : ''}.png`)
}
