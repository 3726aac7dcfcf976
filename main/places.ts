import { join } from 'node:path'

/** What comes with the program. */
export const preloadFile = join(import.meta.dirname, '../dist/desktop/preload.cjs')
export const iconFolder = join(import.meta.dirname, 'icons')

/** What the program keeps on this computer. */
export interface Places {
  /** The hub's data folder, in the same format as that of a headless hub. */
  readonly data: string
  /** What only the desktop needs to know, such as where the window stood. */
  readonly settings: string
  readonly links: string
  /** Options of the hub, as in its environment, for those who want other ones. */
  readonly environment: string
  readonly log: string
}

/** @param folder the system's own place for this program's data */
export const placesIn = (folder: string): Places => ({
  data: join(folder, 'hub'),
  settings: join(folder, 'desktop.json'),
  links: join(folder, 'links.json'),
  environment: join(folder, 'hub.env'),
  log: join(folder, 'logs', 'hub.log'),
})
