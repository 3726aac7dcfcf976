import { test } from 'playwright/test'
import { build } from 'vite'
import type { DesktopOptions } from './fixture.ts'

const part = (mode: string) => build({ configFile: 'vite.node.config.ts', mode, logLevel: 'warn' })

// The double runs the main process from its source; Electron needs all of it built.
test.extend<DesktopOptions>({ runOn: ['double', { option: true }] })(
  'the preload script is built',
  async ({ runOn }) => {
    if (runOn === 'electron') await part('desktop')
    await part('preload')
  },
)
