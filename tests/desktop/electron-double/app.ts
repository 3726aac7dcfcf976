import { homedir } from 'node:os'
import { resolve } from 'node:path'
import type { App } from 'electron'
import { appEvents, openWindows, phase } from './app-events.ts'
import { control } from './control.ts'
import { emitPreventable } from './preventable.ts'
import { takeLock } from './single-instance.ts'
import { whole } from './whole.ts'

const project = resolve(import.meta.dirname, '../../..')
const ready = new Promise<void>((done) => {
  setImmediate(() => {
    phase.isReady = true
    appEvents.emit('ready')
    done()
  })
})
let lock: ReturnType<typeof takeLock> | undefined

/** The value of a switch, as Chromium reads it. */
const switchValue = (name: string) =>
  process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3)

function folderOf(name: string): string {
  if (name === 'home') return homedir()
  const folder = name === 'userData' ? switchValue('user-data-dir') : undefined
  // The person's own data must stay out of it.
  if (folder === undefined) throw new Error(`The double of electron knows no path of ${name}.`)
  return folder
}

const parts = {
  isPackaged: false,
  whenReady: () => ready,
  isReady: () => phase.isReady,
  enableSandbox() {
    if (phase.isReady) throw new Error('app.enableSandbox() can only be called before app is ready')
  },
  requestSingleInstanceLock() {
    lock ??= takeLock(folderOf('userData'), (argv, folder) =>
      appEvents.emit('second-instance', {}, argv, folder),
    )
    return lock.isOurs
  },
  getPath: folderOf,
  getAppPath: () => project,
  getLocale: () => switchValue('lang') ?? 'en-GB',
  getName: () => 'SxncD',
  quit() {
    if (phase.isQuitting) return
    phase.isQuitting = !emitPreventable(appEvents, 'before-quit')
    if (!phase.isQuitting) return
    for (const window of [...openWindows]) window.close()
    phase.isQuitting = openWindows.size === 0
    if (phase.isQuitting && !emitPreventable(appEvents, 'will-quit')) void leave(0)
  },
  exit(code = 0) {
    for (const window of [...openWindows]) window.destroy()
    void leave(code)
  },
} satisfies Partial<App>

/** A second start has told the first of itself before it ends. */
async function leave(code: number): Promise<void> {
  appEvents.emit('quit', {}, code)
  await lock?.told
  lock?.release()
  process.exit(code)
}

control.answer({ quit: parts.quit })

/** There is no dock, as everywhere but on macOS. */
export const app = whole<App>('app', Object.assign(appEvents, parts, { dock: undefined }))
