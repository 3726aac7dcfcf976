import { app } from 'electron'
import { setUpAppMenu } from './app-menu.ts'
import { commandsOf, followNotice } from './commands.ts'
import { setUpBase } from './context.ts'
import { handlersOf } from './handlers.ts'
import { setUpHub } from './hub/set-up-hub.ts'
import { setUpIpc } from './ipc/serve.ts'
import { attemptFor } from './notices/attempt.ts'
import { setUpNotices } from './notices/set-up-notices.ts'
import { type Base, desktopState, type Program } from './program.ts'
import type { GiveUp } from './system/fatal-error.ts'
import type { Quit } from './system/quit.ts'
import type { Summons } from './system/second-instance.ts'
import { setUpUpdates } from './system/set-up-updates.ts'
import { setUpWaking } from './system/set-up-waking.ts'
import { isQuietStart, setUpLoginItem } from './system/start-at-login.ts'
import { setUpTray } from './tray/tray.ts'
import { findTrayHost } from './tray/tray-host.ts'
import { setUpWindow } from './window/set-up-window.ts'

export interface StartParts {
  readonly summons: Summons
  readonly quit: Quit
  readonly atEnd: Base['atEnd']
  readonly giveUp: GiveUp
  /** Told of the one origin that pages may come from. */
  readonly onOrigin: (origin: string) => void
}

/** Starts everything, once Electron is ready. @throws what keeps the hub from starting */
export async function start(parts: StartParts): Promise<void> {
  const { summons, quit } = parts
  const isQuiet = isQuietStart()
  const { base, config } = setUpBase(parts.atEnd)
  setUpAppMenu(!app.isPackaged)
  const hub = await setUpHub(base, config, parts.giveUp.stopped)
  const { url } = hub.running
  const { origin } = new URL(url)
  parts.onOrigin(origin)

  const tray = await findTrayHost(process.env, isQuiet)
  const window = await setUpWindow(base, { url, tray, isQuitting: quit.isQuitting })
  const login = setUpLoginItem(base)
  const updates = setUpUpdates(base, quit.prepare)
  const program: Program = { ...base, ...hub, window, login, updates, tray }

  const handlers = handlersOf(program)
  const tellWindow = setUpIpc({ origin, handlers, window: () => window.current })
  program.status.onChange(() => tellWindow(desktopState(program)))

  const attempt = attemptFor(program)
  setUpNotices(program, (command) => void attempt(followNotice(program, command)))
  const commands = commandsOf(program)
  const run = (command: keyof typeof commands) => attempt(commands[command]())
  const updateTray = tray ? setUpTray({ ...base, run }) : () => {}
  setUpWaking(program, updateTray)

  summons.answerWith(() => void window.show())
  if (!isQuiet) return window.show()
  if (tray) app.dock?.hide()
  else await window.show({ minimised: true })
}
