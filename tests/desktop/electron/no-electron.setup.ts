import { test } from 'playwright/test'

// Stands for the specs of the tray app where there is no Electron to run them on as well.
test('the specs of tests/desktop on Electron itself: skipped, there is no Electron in node_modules (`npm run desktop` downloads it)', () => {
  test.skip()
})
