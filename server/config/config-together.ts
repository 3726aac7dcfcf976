import { isIP } from 'node:net'
import { builtInModules, loadAppModules } from '../../app-modules/index.ts'

/** Options by their names, as far as each could be read by itself. */
type Chosen = Readonly<Record<string, unknown>>

const needed: Readonly<Record<string, readonly string[]>> = {
  oidc: ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'],
  github: ['GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET'],
  google: ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'],
  proxy: ['TRUST_PROXY'],
}

/** What is wrong with options that are each well by themselves. */
export const problemsTogether = (chosen: Chosen): readonly string[] => [
  ...certificate(chosen),
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
  if (types.includes('proxy')) {
    const wide = ((chosen.TRUST_PROXY ?? []) as readonly string[]).filter(isWide)
    if (wide.length > 0) {
      yield `TRUST_PROXY=${wide.join(', ')} is too wide for AUTH_MODULES=proxy: whoever comes from there can sign in as anybody. Name the address of the proxy, or the network that it shares with the hub alone`
    }
  }
}

/** More than a network of containers: devices of other people may be in it. */
function isWide(network: string): boolean {
  if (network === 'loopback') return false
  const [address = '', bits] = network.split('/')
  if (isIP(address) === 0) return true
  return bits !== undefined && Number(bits) < (isIP(address) === 4 ? 16 : 64)
}
