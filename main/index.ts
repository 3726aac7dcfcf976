import { app } from 'electron'
import { start } from './start.ts'
import { createEndings } from './system/disposers.ts'
import { setUpGiveUp } from './system/fatal-error.ts'
import { setUpQuit } from './system/quit.ts'
import { setUpSummons } from './system/second-instance.ts'
import { guardPages } from './window/guard.ts'

/**
 * The tray app: the hub in a program with an icon and a window. What must be said before Electron is
 * ready stands here; nothing waits at the top level, since Electron waits for that itself.
 */
function main(): void {
  app.enableSandbox()
  // By which it knows whose notifications they are: the id of the package.
  if (process.platform === 'win32') app.setAppUserModelId('org.sxncd.hub')
  const endings = createEndings((error) => process.stderr.write(`${error}\n`))
  const summons = setUpSummons()
  const quit = setUpQuit(endings.run)
  let origin = ''
  const giveUp = setUpGiveUp(quit.prepare)
  guardPages(() => origin)
  app
    .whenReady()
    .then(() => {
      const onOrigin = (hub: string) => {
        origin = hub
      }
      return start({ summons, quit, atEnd: endings.add, giveUp, onOrigin })
    })
    .catch(giveUp.notStarted)
}

// A second start brings up the window of the first.
if (app.requestSingleInstanceLock()) main()
else app.quit()
