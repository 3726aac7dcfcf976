import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'

const rectangle = Type.Object({
  x: Type.Integer(),
  y: Type.Integer(),
  width: Type.Integer({ minimum: 1 }),
  height: Type.Integer({ minimum: 1 }),
})

const settingsSchema = Type.Object({
  bounds: Type.Optional(rectangle),
  /** The person was told where the window goes when it is closed. */
  closeNoticeShown: Type.Optional(Type.Boolean()),
  /** The person was told of the system's question before the hub first went on the network. */
  lanExplained: Type.Optional(Type.Boolean()),
  updates: Type.Optional(Type.Boolean()),
})

/** What only the desktop needs to know; the settings of the hub are the hub's. */
export type DesktopSettings = Static<typeof settingsSchema>

export interface SettingsFile {
  get(): DesktopSettings
  change(part: DesktopSettings): void
}

/** A file that is missing or damaged costs the person nothing but the place of the window. */
export function openSettings(file: string, onError: (error: unknown) => void): SettingsFile {
  let settings = read(file)
  return {
    get: () => settings,
    change(part) {
      settings = { ...settings, ...part }
      try {
        write(file, settings)
      } catch (error) {
        // It holds until the program ends.
        onError(error)
      }
    },
  }
}

function read(file: string): DesktopSettings {
  try {
    const found: unknown = JSON.parse(readFileSync(file, 'utf8').replace(/^\ufeff/, ''))
    return Value.Check(settingsSchema, found) ? found : {}
  } catch {
    return {}
  }
}

function write(file: string, settings: DesktopSettings): void {
  mkdirSync(dirname(file), { recursive: true })
  const beside = `${file}.new`
  const handle = openSync(beside, 'w', 0o600)
  try {
    writeSync(handle, `${JSON.stringify(settings, undefined, 2)}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(beside, file)
}
