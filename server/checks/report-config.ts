import { type Config, options } from '../config/config.ts'
import { isEverywhere } from '../discovery/addresses.ts'

/** Options of words that everybody may know. All others that are no numbers and no switches are masked. */
const plain = new Set(['LOG_LEVEL', 'SIGN_UP', 'AUTH_MODULES'])

/** Networks that are the same everywhere. */
const wellKnown = ['loopback', 'linklocal', 'uniquelocal']

/** What can be said of an option whose value is private. */
const partly: Readonly<Record<string, (config: Config) => string>> = {
  HOST: ({ host }) => (isEverywhere(host) ? 'every network' : 'one address'),
  PUBLIC_URL: ({ publicUrls }) =>
    publicUrls
      .map((one) => new URL(one))
      .map(({ protocol, pathname }) => protocol + (pathname === '/' ? '//…' : '//…/…'))
      .join(', '),
  TRUST_PROXY: ({ trustProxy = [] }) =>
    trustProxy.map((one) => (wellKnown.includes(one) ? one : 'a network')).join(', '),
  APP_MODULES: ({ appModules = [] }) => `${appModules.length} apps`,
}

/** Every option that is not as it is by default, without what is private in it. */
export function maskedConfig(config: Config): Record<string, string> {
  const shown: Record<string, string> = {}
  for (const [name, { env, preset, read, isSecret }] of Object.entries(options)) {
    const value = config[name as keyof typeof options]
    if (JSON.stringify(value) === JSON.stringify(read(preset))) continue
    const isPlain = ['number', 'boolean'].includes(typeof value) || plain.has(env)
    if (isSecret || !isPlain) shown[env] = partly[env]?.(config) ?? '(set)'
    else shown[env] = [value].flat().join(', ')
  }
  return shown
}
