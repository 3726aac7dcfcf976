import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { Agent, request as ask, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { isoTime } from '../server/lib/clock.ts'
import { Connection } from './connection.ts'
import { freePort } from './free-port.ts'
import { startHub } from './hub-process.ts'
import { fillFolder } from './servers.ts'
import { median } from './statistics.ts'
import { table } from './table.ts'
import { settingsText } from './upload.ts'
import { startWorker } from './worker.ts'

/** What the WebDAV door is measured to do: each figure beside what it is measured by, in turns. */
export interface DoorFigure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly wanted: string
  readonly reached: boolean
}

const connections = 16
const roundMs = 1_000
const rounds = 7

export async function measureDoor(root: string, tell: (text: string) => void) {
  const filled = await fillFolder(root, { active: 100 }, 100)
  const keys = JSON.parse(readFileSync(filled.keys, 'utf8')) as string[]
  const [key = ''] = keys
  const hub = await startHub(filled.folder, filled.appModules)
  const files = startWorker<{ folder: string }, number>('./bare-files.ts')
  const rclone = await startRclone(join(root, 'rclone'))
  try {
    tell('Measuring PUT beside sync')
    const figures = [await putBesideSync(hub.port, keys)]
    tell('Measuring a listing')
    figures.push(await listing(hub.port, key))
    tell('Measuring GET beside a static file')
    const folder = join(root, 'static')
    mkdirSync(folder)
    const large = Buffer.alloc(10 * 1024 ** 2, 'A line of some text that a file may hold.\n')
    writeFileSync(join(folder, 'large.bin'), large)
    figures.push(await getBesideStatic(hub.port, key, await files.ask({ folder }), large))
    if (rclone) {
      tell('Measuring 300 new files beside rclone')
      figures.push(await firstSync(hub.port, key, rclone.port))
    }
    return figures
  } finally {
    await Promise.all([hub.stop(), files.stop(), rclone?.stop()])
  }
}

export const doorText = (figures: readonly DoorFigure[]) =>
  table(
    ['the WebDAV door', 'measured', 'wanted', 'reached'],
    figures.map(({ name, value, unit, wanted, reached }) => [
      name,
      `${value.toFixed(unit === 'ms' ? 1 : 2)}${unit && ` ${unit}`}`,
      wanted,
      reached ? 'yes' : 'no',
    ]),
  )

const request = (method: string, path: string, key: string, headers = '', body = '') =>
  Buffer.from(
    `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${key}\r\n${headers}` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )

/** How many requests a second a server answers. */
async function rate(port: number, next: (connection: number, at: number) => Buffer, ok: number[]) {
  const until = performance.now() + roundMs
  let count = 0
  const use = async (connection: number) => {
    const wire = await Connection.open(port)
    for (let at = 0; performance.now() < until; at += 1) {
      const { status, tail } = await wire.ask(next(connection, at))
      if (!ok.includes(status)) throw new Error(`The answer was ${status}: ${tail}`)
      count += 1
    }
    wire.close()
  }
  await Promise.all(Array.from({ length: connections }, (_, at) => use(at)))
  return (count * 1_000) / roundMs
}

/** Each connection has an app to itself, since the syncs of one go one after the other. */
async function putBesideSync(port: number, keys: readonly string[]): Promise<DoorFigure> {
  let seed = 1
  const keyOf = (connection: number) => keys[connection] ?? ''
  const next = () => {
    seed += 1
    return settingsText(2_000, seed)
  }
  const put = (connection: number) =>
    request('PUT', '/dav/bench.json', keyOf(connection), '', next())
  let savedAt = Date.now() - 600_000
  const sync = (connection: number) => {
    savedAt += 1
    const fields = [`"deviceName":"bench ${connection}"`, `"savedTs":"${isoTime(savedAt)}"`]
    const body = `{${fields.join(',')},"settings":${next()}}`
    const type = 'content-type: application/json\r\n'
    return request('POST', '/api/v1/sync/update', keyOf(connection), type, body)
  }
  const ratios: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const [a, b] = [() => rate(port, put, [201, 204]), () => rate(port, sync, [200])]
    const [puts, syncs] = round % 2 ? [await a(), await b()] : (await inOrder(b, a)).toReversed()
    ratios.push((puts ?? 0) / (syncs ?? 1))
  }
  const value = median(ratios)
  const name = 'PUT of 2 kB, durable, beside `incomingNewer` of the same size'
  return { name, value, unit: '', wanted: 'at least 0.9', reached: value >= 0.9 }
}

const inOrder = async (...works: (() => Promise<number>)[]) => {
  const results: number[] = []
  for (const work of works) results.push(await work())
  return results
}

async function listing(port: number, key: string): Promise<DoorFigure> {
  const wire = await Connection.open(port)
  await wire.ask(request('MKCOL', '/dav/many', key))
  for (let at = 0; at < 1_000; at += 1) {
    await wire.ask(request('PUT', `/dav/many/file-${at}.json`, key, '', settingsText(300, at)))
  }
  const times: number[] = []
  for (let at = 0; at < 40; at += 1) {
    const began = performance.now()
    await whole(port, key, 'PROPFIND', '/dav/many/')
    times.push(performance.now() - began)
  }
  wire.close()
  const value = median(times)
  const name = 'PROPFIND of 1,000 files, depth 1'
  return { name, value, unit: 'ms', wanted: 'under 25 ms', reached: value < 25 }
}

/** For what does not come in one piece with its length, which `Connection` wants. */
async function whole(port: number, key: string, method: string, path: string, body?: Buffer) {
  const headers = { authorization: `Bearer ${key}`, depth: '1' }
  const asked = ask({ agent, port, method, path, headers }).end(body)
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  answer.resume()
  await once(answer, 'end')
  if ((answer.statusCode ?? 0) >= 300) throw new Error(`The answer was ${answer.statusCode}`)
}

const agent = new Agent({ keepAlive: true })

async function getBesideStatic(port: number, key: string, other: number, large: Buffer) {
  await whole(port, key, 'PUT', '/dav/large.bin', large)
  const timed = async (at: number, path: string) => {
    const wire = await Connection.open(at)
    const times: number[] = []
    for (let time = 0; time < 10; time += 1) {
      const began = performance.now()
      const { status } = await wire.ask(request('GET', path, key))
      if (status !== 200) throw new Error(`The answer was ${status}`)
      times.push(performance.now() - began)
    }
    wire.close()
    return median(times)
  }
  const ratios: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const [ours, theirs] = [await timed(port, '/dav/large.bin'), await timed(other, '/large.bin')]
    ratios.push(theirs / ours)
  }
  const value = median(ratios)
  const name = "GET of 10 MiB beside Fastify's static files"
  return { name, value, unit: '', wanted: 'at least 0.7', reached: value >= 0.7 }
}

/** A userscript manager's first sync: 300 small files, one after the other. */
async function firstSync(port: number, key: string, other: number): Promise<DoorFigure> {
  const timed = async (at: number, base: string) => {
    const wire = await Connection.open(at)
    await wire.ask(request('MKCOL', base, key))
    const began = performance.now()
    for (let file = 0; file < 300; file += 1) {
      const body = settingsText(2_000, file)
      const { status } = await wire.ask(request('PUT', `${base}/${file}.json`, key, '', body))
      if (status !== 201) throw new Error(`The answer was ${status}`)
    }
    wire.close()
    return performance.now() - began
  }
  const ratios: number[] = []
  for (let round = 0; round < 5; round += 1) {
    const theirs = await timed(other, `/first-${round}`)
    ratios.push((await timed(port, `/dav/first-${round}`)) / theirs)
  }
  const value = median(ratios)
  const name = '300 new files of 2 kB, one after the other, beside `rclone serve webdav`'
  return { name, value, unit: '', wanted: 'at most 1.3', reached: value <= 1.3 }
}

/** `rclone serve webdav`, where it is installed. */
async function startRclone(folder: string) {
  mkdirSync(folder)
  const port = await freePort()
  const flags = ['serve', 'webdav', folder, '--addr', `127.0.0.1:${port}`]
  const child: ChildProcess = spawn('rclone', flags, { cwd: dirname(folder), stdio: 'ignore' })
  let failed = false
  child.once('error', () => {
    failed = true
  })
  const ended = once(child, 'exit').catch(() => {})
  for (let tries = 0; tries < 200 && !failed; tries += 1) {
    if (await isOpen(port)) {
      const stop = async () => {
        child.kill()
        await ended
      }
      return { port, stop }
    }
    await setTimeout(50)
  }
  return undefined
}

const isOpen = async (port: number): Promise<boolean> => {
  const socket = connect({ host: '127.0.0.1', port })
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
