import { Agent, type ClientRequest, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/** What the actors of a load test share. */
export interface Stage {
  readonly url: URL
  /** When all of them stop. */
  readonly until: number
  /** How often each status came, by who got it. */
  readonly answers: Map<string, Map<number, number>>
}

/** A stage that closes after so many seconds. */
export const openStage = (url: string, seconds: number): Stage => ({
  url: new URL(url),
  until: performance.now() + seconds * 1_000,
  answers: new Map(),
})

/** What was answered, as it can be sent to another process. */
export type Answers = [who: string, counts: [status: number, count: number][]][]

export const answersOf = ({ answers }: Stage): Answers =>
  [...answers].map(([who, counts]) => [who, [...counts]])

/** The same as objects, as a test compares them. */
export const statusesOf = (...answers: Answers): Record<string, Record<number, number>> =>
  Object.fromEntries(answers.map(([who, counts]) => [who, Object.fromEntries(counts)]))

export const times = <T>(count: number, one: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => one(at))

const isOver = ({ until }: Stage) => performance.now() >= until

export function note({ answers }: Stage, who: string, status: number): void {
  const counts = answers.get(who) ?? new Map<number, number>()
  answers.set(who, counts)
  counts.set(status, (counts.get(status) ?? 0) + 1)
}

/** Sends a sync. @returns its status; 0 where the connection was lost */
export function send(
  { url }: Stage,
  agent: Agent,
  key: string,
  ...body: readonly Buffer[]
): Promise<number> {
  return new Promise((resolve) => {
    const asked: ClientRequest = request(
      {
        agent,
        host: url.hostname,
        port: url.port,
        method: 'POST',
        path: '/api/v1/sync/update',
        headers: {
          authorization: key,
          'content-type': 'application/json',
          'content-length': body.reduce((sum, { length }) => sum + length, 0),
        },
      },
      (answer) => {
        answer.resume()
        answer.once('end', () => resolve(answer.statusCode ?? 0))
        answer.once('error', () => resolve(0))
      },
    )
    asked.once('error', () => resolve(0))
    for (const part of body) asked.write(part)
    asked.end()
  })
}

export const stamp = (at: number) => new Date(Date.UTC(2025, 0, 1) + at).toISOString()

/** A device as it should be: a small upload now and then. @returns how long each took, in ms */
export async function honest(stage: Stage, key: string, everyMs: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const times: number[] = []
  await wait(Math.random() * everyMs)
  for (let at = 0; !isOver(stage); at += 1) {
    const body = JSON.stringify({
      deviceName: 'Pixel',
      savedTs: stamp(at * 1_000),
      settings: { at, text: 'x'.repeat(4_000) },
    })
    const began = performance.now()
    note(stage, 'honest', await send(stage, agent, key, Buffer.from(body)))
    times.push(performance.now() - began)
    await wait(everyMs)
  }
  agent.destroy()
  return times
}

/** The middle of all large bodies: the load must not be the making of them. */
const filler = Buffer.alloc(16 * 1024 ** 2, 'y')

/** One who sends bodies of this size, one after the other. */
export async function big(stage: Stage, key: string, size: number, who = 'big'): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const middle = filler.subarray(0, size - 200)
  for (let at = 0; !isOver(stage); at += 1) {
    const head = `{"deviceName":"Big","savedTs":"${stamp(at)}","settings":`
    const [open, close] = at % 2 ? ['"', '"'] : ['["', '"]']
    const status = await send(
      stage,
      agent,
      key,
      Buffer.from(head + open),
      middle,
      Buffer.from(`${close}}`),
    )
    note(stage, who, status)
    await wait(who === 'big' ? 50 : 1_000)
  }
  agent.destroy()
}

/** A connection that is closed at the end; what is written when it is gone is nobody's loss. */
async function open({ url }: Stage): Promise<Socket> {
  const socket = connect(Number(url.port), url.hostname)
  socket.on('error', () => {})
  await new Promise<void>((resolve) => {
    socket.once('connect', resolve)
    socket.once('error', () => resolve())
  })
  return socket
}

/** What comes next; nothing where the connection ends. */
function heard(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    const end = () => resolve('')
    socket.once('data', (chunk) => {
      socket.off('close', end)
      resolve(String(chunk))
    })
    socket.once('close', end)
  })
}

const statusOf = (text: string) => Number(/^HTTP\/1\.1 (\d{3})/m.exec(text)?.[1] ?? 0)

/** Keeps a connection, and asks for a little now and then. */
export async function idle(stage: Stage): Promise<void> {
  let socket = await open(stage)
  while (!isOver(stage)) {
    if (socket.destroyed) socket = await open(stage)
    socket.write('GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n')
    const text = await heard(socket)
    note(stage, 'idle', statusOf(text))
    await wait(Math.min(4_000, Math.max(1, stage.until - performance.now())))
  }
  socket.destroy()
}

/** Listens to a stream of events. Most read it; one who does not must not cost the hub memory. */
export async function stream(stage: Stage, key: string, reads: boolean): Promise<void> {
  const socket = await open(stage)
  socket.write(
    `GET /api/v1/sync/events HTTP/1.1\r\nhost: localhost\r\nauthorization: ${key}\r\n\r\n`,
  )
  const text = await heard(socket)
  note(stage, 'stream', statusOf(text))
  if (reads) socket.resume()
  else socket.pause()
  await wait(Math.max(1, stage.until - performance.now()))
  socket.destroy()
}

/** Announces a large body and lets it drip, with a good key. */
export async function slowSender(stage: Stage, key: string, size: number): Promise<void> {
  while (!isOver(stage)) {
    const socket = await open(stage)
    let told = ''
    socket.on('data', (chunk) => {
      told += chunk
    })
    socket.write(
      `POST /api/v1/sync/update HTTP/1.1\r\nhost: localhost\r\nauthorization: ${key}\r\n` +
        `content-type: application/json\r\ncontent-length: ${size}\r\n\r\n{"settings":"`,
    )
    // Almost all of it at once, so that the hub has something to hold.
    socket.write(filler.subarray(0, size - 10_000))
    while (!socket.destroyed && told === '' && !isOver(stage)) {
      socket.write('z')
      await wait(100)
    }
    if (told !== '') note(stage, 'slow sender', statusOf(told))
    socket.destroy()
    await wait(100)
  }
}

/** Asks for what is large, and does not read the answer. */
export async function slowReader(stage: Stage, key: string): Promise<void> {
  // By then there is something to read.
  await wait(1_500)
  while (!isOver(stage)) {
    const socket = await open(stage)
    socket.write(
      `GET /api/v1/sync/settings HTTP/1.1\r\nhost: localhost\r\nauthorization: ${key}\r\n\r\n`.repeat(
        4,
      ),
    )
    const text = await heard(socket)
    note(stage, 'slow reader', statusOf(text))
    socket.pause()
    if (statusOf(text) === 200)
      await wait(Math.min(5_000, Math.max(1, stage.until - performance.now())))
    socket.destroy()
    await wait(100)
  }
}

/** Somebody without a key, with bodies that are too large as well. */
export async function stranger(stage: Stage, key: string, size: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const body = filler.subarray(0, size)
  while (!isOver(stage)) {
    note(
      stage,
      key === '' ? 'stranger' : 'too large',
      await send(stage, agent, key || 'wrong', body),
    )
    await wait(200)
  }
  agent.destroy()
}
