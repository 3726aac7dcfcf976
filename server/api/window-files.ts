import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { withRoot } from '../http/public-address.ts'
import { HubError } from '../lib/errors.ts'
import { windowPages } from './window-pages.ts'

/** Where `npm run build` puts the window. */
export const windowFolder = join(import.meta.dirname, '../../dist/renderer')

/** Scripts and styles of our own, data from our own API, and nothing else. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>SxncD hub</title>
<p>The hub is running. Its window is not built yet: run <code>npm run build</code>, then reload.</p></html>`

/**
 * Serves the window: its files, and its one page at the address of each of its pages. Elsewhere there is
 * nothing, and a probe must hear so; a person in a browser is told by the window, in their language.
 */
export async function windowFiles(app: FastifyInstance, folder = windowFolder): Promise<void> {
  const built = existsSync(join(folder, 'index.html'))
  if (built) {
    const { default: fastifyStatic } = await import('@fastify/static')
    await app.register(fastifyStatic, {
      root: folder,
      serve: false,
      cacheControl: false,
      dotfiles: 'deny',
    })
  }
  const sendPage = async (request: FastifyRequest, reply: FastifyReply) => {
    reply.type('text/html; charset=utf-8').headers(pageHeaders)
    if (!built) return notBuilt
    return withRoot(await readFile(join(folder, 'index.html'), 'utf8'), request)
  }
  const route = {
    exposeHeadRoute: true,
    config: { access: 'anyone' as const },
    schema: { hide: true },
  }
  for (const page of windowPages) app.get(page, { ...route, handler: sendPage })
  app.get('/*', {
    ...route,
    handler: async (request, reply) => {
      const path = (request.params as { '*': string })['*']
      if (path === 'api' || path.startsWith('api/')) return reply.callNotFound()
      const isFile = extname(path) !== ''
      if (!isFile && isBrowser(request)) return sendPage(request, reply.code(404))
      // What is outside of the folder is not looked for: nobody is to learn which files there are.
      if (!isFile || !built || stepsUp.test(path) || !existsSync(join(folder, path))) {
        throw new HubError('route_unknown')
      }
      if (path === 'index.html') return sendPage(request, reply)
      // The names of assets change with their content.
      const lasting = path.startsWith('assets/')
      reply.header('content-security-policy', policy)
      reply.header('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache')
      return reply.sendFile(path)
    },
  })
}

/** The page must always be asked for: it names the assets of its version. */
const pageHeaders = { 'content-security-policy': policy, 'cache-control': 'no-cache' }

const isBrowser = ({ headers }: FastifyRequest): boolean =>
  headers.accept?.includes('text/html') === true

const stepsUp = /(?:^|[\\/])\.\.(?:[\\/]|$)/
