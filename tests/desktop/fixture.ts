import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from 'playwright/test'
import { doubleDriver } from './double-driver.ts'
import type { Desktop, Driver, StartOptions } from './driver.ts'
import { electronDriver } from './electron-driver.ts'

/** A computer of this test's own, on which the program can be started. */
export interface Computer {
  readonly driver: Driver['name']
  /** What the system keeps for the program. */
  readonly userData: string
  /** The person's own folder. */
  readonly home: string
  start(options?: StartOptions): Promise<Desktop>
  startAgain(options?: StartOptions): Promise<number | null>
}

/** Said by the project of the configuration: what the program runs on. */
export interface DesktopOptions {
  readonly runOn: Driver['name']
}

export const test = base.extend<DesktopOptions & { computer: Computer; options: StartOptions }>({
  runOn: ['double', { option: true }],
  options: [{}, { option: true }],
  computer: async ({ browser, runOn, options }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'sxncd-desktop-'))
    const userData = join(folder, 'program')
    const driver = runOn === 'electron' ? electronDriver() : doubleDriver(browser)
    const started: Desktop[] = []
    const whole = (more: StartOptions = {}): StartOptions => ({
      args: [...(options.args ?? []), ...(more.args ?? [])],
      environment: {
        ...environmentIn(folder),
        ...options.environment,
        ...more.environment,
      },
    })
    await use({
      driver: driver.name,
      userData,
      home: folder,
      async start(more) {
        const desktop = await driver.start(userData, whole(more))
        started.push(desktop)
        return desktop
      },
      startAgain: (more) => driver.startAgain(userData, whole(more)),
    })
    for (const desktop of started) await desktop.stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  },
})

/** Nothing of the person who runs the tests; whatever port is free. */
const environmentIn = (home: string) => ({
  ...(process.env.PATH && { PATH: process.env.PATH }),
  HOME: home,
  XDG_CONFIG_HOME: join(home, '.config'),
  PORT: '0',
  HTTPS_PORT: '0',
  LOG_LEVEL: 'info',
  SXNCD_TRAY: 'on',
})
