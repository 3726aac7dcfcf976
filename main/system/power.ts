import { app, powerMonitor } from 'electron'

/** @param onWake the computer woke up, or the person came back to it */
export function setUpPower(onWake: () => void): void {
  powerMonitor.on('resume', onWake)
  powerMonitor.on('unlock-screen', onWake)
  powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
    // Asks the system for a moment.
    event?.preventDefault()
    app.quit()
  })
}
