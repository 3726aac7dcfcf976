import { test } from 'playwright/test'
import { buildProgram } from '../helpers/build-program.ts'
import type { DesktopOptions } from './fixture.ts'

// The double runs the main process from its source; Electron needs all of it built.
test.extend<DesktopOptions>({ runOn: ['double', { option: true }] })(
  'the preload script is built',
  async ({ runOn }) => {
    if (runOn === 'electron') await buildProgram('desktop')
    await buildProgram('preload')
  },
)
