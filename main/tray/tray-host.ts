import { execFile } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'

/** Runs a program of the system. @returns what it prints */
export type Run = (program: string, args: readonly string[]) => Promise<string>

const name = 'org.kde.StatusNotifierWatcher'
const bus = 'org.freedesktop.DBus'

/** Programs that can ask the desktop, one of which most systems have. */
const questions: readonly (readonly [program: string, ...args: string[]])[] = [
  [
    'gdbus',
    ...['call', '--session', '--timeout', '2', '--dest', bus, '--object-path', '/'],
    ...['--method', `${bus}.NameHasOwner`, name],
  ],
  ['busctl', ...['--user', '--timeout=2', 'call', bus, '/', bus, 'NameHasOwner', 's', name]],
  [
    'dbus-send',
    ...['--session', '--print-reply', '--reply-timeout=2000', `--dest=${bus}`, '/'],
    ...[`${bus}.NameHasOwner`, `string:${name}`],
  ],
]

/**
 * Whether there is a place for the icon. Windows and macOS always have one. @param isStarting the
 * desktop starts at the same time: its tray may come some seconds later
 */
export const findTrayHost = async (
  environment: NodeJS.ProcessEnv,
  isStarting: boolean,
): Promise<boolean> =>
  process.platform !== 'linux' ||
  awaitTrayHost(() => hasTrayHost(environment), {
    // What is said by hand does not change.
    times: isStarting && environment.SXNCD_TRAY === undefined ? 5 : 0,
    wait: () => wait(2_000),
  })

export interface Patience {
  readonly times: number
  readonly wait: () => Promise<unknown>
}

/** Asks again, so many times. */
export async function awaitTrayHost(
  ask: () => Promise<boolean>,
  patience: Patience,
): Promise<boolean> {
  for (let left = patience.times; left > 0; left -= 1) {
    if (await ask()) return true
    await patience.wait()
  }
  return ask()
}

/**
 * Whether a Linux desktop has a place for tray icons, as it says itself. GNOME has none without an
 * extension. @param run for tests
 */
export async function hasTrayHost(
  environment: NodeJS.ProcessEnv,
  run: Run = runProgram,
): Promise<boolean> {
  // For desktops that are taken for something else.
  const said = environment.SXNCD_TRAY
  if (said === 'on' || said === 'off') return said === 'on'
  for (const [program, ...args] of questions) {
    const answer = await run(program, args).catch(() => '')
    const found = /\b(true|false)\b/.exec(answer)?.[1]
    if (found === 'true') return true
  }
  return isOldTrayLikely(environment)
}

/**
 * Desktops on X11 have trays of an older kind, which cannot be asked for here; GNOME has none. Where
 * in doubt there is none: an icon that nobody sees would leave no way back to the window.
 */
const isOldTrayLikely = ({ XDG_SESSION_TYPE, XDG_CURRENT_DESKTOP = '' }: NodeJS.ProcessEnv) =>
  XDG_SESSION_TYPE === 'x11' && !/gnome/i.test(XDG_CURRENT_DESKTOP)

const runProgram: Run = async (program, args) => {
  const { stdout } = await promisify(execFile)(program, args, { timeout: 3_000 })
  return stdout
}
