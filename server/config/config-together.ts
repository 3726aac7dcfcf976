import { builtInModules, loadAppModules } from '../../app-modules/index.ts'

/** Options by their names, as far as each could be read by itself. */
type Chosen = Readonly<Record<string, unknown>>

const needed: Readonly<Record<string, readonly string[]>> = {
  oidc: ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'],
  github: ['GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET'],
  google: ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'],
}

/** What is wrong with options that are each well by themselves. */
export const problemsTogether = (chosen: Chosen): readonly string[] => [
  ...certificate(chosen),
  ...notify(chosen),
  ...apps(chosen),
  ...providers(chosen),
]

/** An option that could not be read is not missing too. */
const isMissing = (chosen: Chosen, name: string) => {
  const value = chosen[name]
  return name in chosen && (value === undefined || (Array.isArray(value) && value.length === 0))
}

const isOneMissing = (chosen: Chosen, a: string, b: string) =>
  a in chosen && b in chosen && isMissing(chosen, a) !== isMissing(chosen, b)

function* certificate(chosen: Chosen) {
  if (isOneMissing(chosen, 'TLS_CERT', 'TLS_KEY')) {
    yield 'TLS_CERT and TLS_KEY go together: give both or none'
  }
}

function* notify(chosen: Chosen) {
  const both = ['NOTIFY_URL', 'NOTIFY_URL_FILE'].every(
    (name) => name in chosen && !isMissing(chosen, name),
  )
  if (both) yield 'NOTIFY_URL and NOTIFY_URL_FILE say the same: give one of them'
}

function* apps(chosen: Chosen) {
  const wanted = chosen.APP_MODULES as readonly string[] | undefined
  if (!wanted || !('APP_MODULES_DIR' in chosen)) return
  const own = chosen.APP_MODULES_DIR as string | undefined
  const { modules } = loadAppModules([builtInModules, ...(own ? [own] : [])])
  const unknown = wanted.filter((type) => !modules.has(type))
  if (unknown.length === 0) return
  const known = [...modules.keys()].sort().join(', ')
  yield `APP_MODULES=${wanted}: unknown: ${unknown.join(', ')}. Known: ${known}`
}

function* providers(chosen: Chosen) {
  const types = ((chosen.AUTH_MODULES ?? []) as readonly string[]).filter((one) => one in needed)
  for (const type of types) {
    for (const name of needed[type] ?? []) {
      if (isMissing(chosen, name)) yield `${name} is missing: AUTH_MODULES names ${type}`
    }
    if (type === types[0] && isMissing(chosen, 'PUBLIC_URL')) {
      yield 'PUBLIC_URL is missing: AUTH_MODULES names ways in that send people back to it'
    }
    if (type === 'oidc' && isOneMissing(chosen, 'OIDC_AUTHORIZATION_URL', 'OIDC_TOKEN_URL')) {
      yield 'OIDC_AUTHORIZATION_URL and OIDC_TOKEN_URL are of use only together'
    }
  }
}
