import type { FastifyInstance, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** The one of PUBLIC_URL by which the request came, as far as its Host header tells. */
    publicUrl: string | undefined
    /** The path under which people reach the hub this way, such as `/sync`; empty for the root. */
    basePath: string
  }
}

/** The path of the hub's public addresses; all of them have the same. */
const pathOf = (publicUrls: readonly string[]): string =>
  new URL(publicUrls[0] ?? 'http://hub').pathname.replace(/(?<!\/)\/+$/, '')

/**
 * For Fastify's `rewriteUrl`: takes the path of PUBLIC_URL off, where the proxy has left it on. Routes
 * are the same for both kinds of proxies.
 */
export function withoutPublicPath(publicUrls: readonly string[]) {
  const path = pathOf(publicUrls)
  const prefix = new RegExp(`^/+${path.slice(1).replace(/[.]/g, '\\.')}(?=[/?]|$)`)
  return ({ url = '/' }: { readonly url?: string | undefined }): string => {
    const rest = path === '' ? url : url.replace(prefix, '')
    return rest.startsWith('/') ? rest : `/${rest}`
  }
}

/** Finds out for each request by which address people have reached the hub. */
export function setUpPublicAddress(app: FastifyInstance, publicUrls: readonly string[]): void {
  const path = pathOf(publicUrls)
  app.decorateRequest('publicUrl', undefined)
  app.decorateRequest('basePath', '')
  app.addHook('onRequest', (request, _, done) => {
    request.publicUrl = publicUrls.find((one) => isAtHost(new URL(one), request.host))
    const hasPath = request.publicUrl !== undefined || request.originalUrl !== request.url
    request.basePath = hasPath ? path : ''
    done()
  })
}

/** Whether a Host header means the host of a URL. The port that its scheme implies may be left out. */
export const isAtHost = (url: URL, host: string): boolean =>
  URL.parse(`${url.protocol}//${host}`)?.host === url.host

/** The address by which people have reached the hub, without a slash at its end. */
export const addressOf = ({ publicUrl, protocol, host, basePath }: FastifyRequest): string =>
  publicUrl ?? `${protocol}://${host}${basePath}`

/** A page whose links begin with `./`, each leading from the hub's root instead. */
export const withRoot = (page: string, request: FastifyRequest): string =>
  page.replaceAll('="./', `="${rootFrom(request)}`)

/** Relative where the hub cannot know what a proxy has taken off the path. */
function rootFrom({ basePath, url }: FastifyRequest): string {
  if (basePath !== '') return `${basePath}/`
  const [path = '/'] = url.split(/[?#]/)
  return '../'.repeat(path.split('/').length - 2) || './'
}
