import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { withRoot } from '../http/public-address.ts'
import { HubError } from '../lib/errors.ts'

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

/** Serves the window: its files, and its one page under every address that is not a file. */
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
  app.get('/*', {
    exposeHeadRoute: true,
    config: { access: 'anyone' },
    schema: { hide: true },
    handler: async (request, reply) => {
      const path = (request.params as { '*': string })['*']
      if (path === 'api' || path.startsWith('api/')) return reply.callNotFound()
      reply.header('content-security-policy', policy)
      const isFile = extname(path) !== ''
      if (!built) return isFile ? missing() : reply.type('text/html; charset=utf-8').send(notBuilt)
      // What is outside of the folder is not looked for: nobody is to learn which files there are.
      if (isFile && (stepsUp.test(path) || !existsSync(join(folder, path)))) return missing()
      // The names of assets change with their content; the page must always be asked for.
      const lasting = path.startsWith('assets/')
      reply.header('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache')
      if (isFile && path !== 'index.html') return reply.sendFile(path)
      const page = await readFile(join(folder, 'index.html'), 'utf8')
      return reply.type('text/html; charset=utf-8').send(withRoot(page, request))
    },
  })
}

const stepsUp = /(?:^|[\\/])\.\.(?:[\\/]|$)/

function missing(): never {
  throw new HubError('route_unknown')
}
