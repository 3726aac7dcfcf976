// @ts-check
/*
 * Serves this page, and hands what it asks of /api/ on to a hub: `HUB=http://192.168.1.20:9693 node serve.js`.
 * A page on your own server needs the same of its reverse proxy: the hub lets no other pages call it.
 */
import { readFile } from 'node:fs/promises'
import { request as ask, createServer } from 'node:http'

const hub = process.env.HUB ?? 'http://127.0.0.1:9693'
const files = {
  '/': ['index.html', 'text/html'],
  '/app.js': ['app.js', 'text/javascript'],
}
const wanted = ['authorization', 'content-type', 'accept', 'if-none-match', 'last-event-id']

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://page')
  if (pathname.startsWith('/api/v1/')) {
    const headers = Object.fromEntries(wanted.map((name) => [name, request.headers[name] ?? []]))
    const { method } = request
    const onward = ask(new URL(request.url ?? '', hub), { method, headers }, (reply) => {
      response.writeHead(reply.statusCode ?? 502, reply.headers)
      reply.pipe(response)
    })
    onward.on('error', () => response.destroy())
    response.on('close', () => onward.destroy())
    request.pipe(onward)
    return
  }
  // The files of the package, which a bundler would take in.
  const library = /^\/client\/[\w-]+\.js$/.test(pathname)
  const [name, type] = library
    ? [`../../dist/${pathname.slice('/client/'.length)}`, 'text/javascript']
    : (files[/** @type {keyof typeof files} */ (pathname)] ?? [])
  const content = name && (await readFile(new URL(name, import.meta.url)).catch(() => undefined))
  response.writeHead(content ? 200 : 404, type ? { 'content-type': type } : {})
  response.end(content)
})

server.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : address
  process.stdout.write(`http://127.0.0.1:${port}/\n`)
})
