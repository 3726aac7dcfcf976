import { defineConfig } from 'playwright/test'
import { findElectron } from './tests/desktop/electron/find-electron.ts'
import type { DesktopOptions } from './tests/desktop/fixture.ts'
import { findBrowser } from './tests/e2e/find-browser.ts'

/** Where there is Electron, the specs of the tray app run on it as well as on its double. */
const runOn = findElectron() ? 'electron' : 'double'

export default defineConfig<DesktopOptions>({
  projects: [
    { name: 'browser', testDir: 'tests/e2e' },
    {
      name: 'desktop-build',
      testDir: 'tests/desktop',
      testMatch: 'build.setup.ts',
      use: { runOn },
    },
    { name: 'desktop', testDir: 'tests/desktop', dependencies: ['desktop-build'] },
    runOn === 'electron'
      ? {
          name: 'electron',
          testDir: 'tests/desktop',
          dependencies: ['desktop-build'],
          use: { runOn },
        }
      : { name: 'electron', testDir: 'tests/desktop', testMatch: 'no-electron.setup.ts' },
  ],
  fullyParallel: true,
  workers: 2,
  forbidOnly: process.env.CI !== undefined,
  // A busy machine can be too slow once; what passes only then is listed as flaky.
  retries: process.env.CI === undefined ? 0 : 1,
  timeout: 90_000,
  // For how long a busy machine may take; where all is well nothing waits.
  expect: { timeout: 20_000 },
  reporter: [['list']],
  outputDir: 'dist/e2e',
  use: {
    launchOptions: {
      executablePath: findBrowser(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
    locale: 'en-GB',
    trace: 'retain-on-failure',
  },
})
