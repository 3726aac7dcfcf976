import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/** Where linked files are listed: where it is said, else where the system keeps such things. */
export function linksPlace(
  chosen: string | undefined,
  environment: Environment,
  platform: NodeJS.Platform = process.platform,
): string {
  if (chosen !== undefined) return resolve(chosen)
  return join(configFolder(environment, platform), 'sxncd', 'links.json')
}

function configFolder(
  { APPDATA, XDG_CONFIG_HOME, HOME = homedir() }: Environment,
  platform: NodeJS.Platform,
): string {
  if (platform === 'win32') return APPDATA || join(homedir(), 'AppData', 'Roaming')
  if (platform === 'darwin') return join(HOME, 'Library', 'Application Support')
  return XDG_CONFIG_HOME && isAbsolute(XDG_CONFIG_HOME) ? XDG_CONFIG_HOME : join(HOME, '.config')
}
