import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { delimiter, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { Connection } from './connection.ts'
import { slotsOf } from './known-slots.ts'
import { UploadRequest } from './upload.ts'

/** The first server speaks the same contract, so that the same load measures it. */
export interface FirstServerOptions {
  /** Its checkout, with its packages installed in `src`. */
  readonly checkout: string
  /** An empty database of a PostgreSQL server, for this bench alone. */
  readonly postgres: string
}

export interface FirstServer {
  readonly pid: number
  readonly port: number
  /** The file with the keys of its slots. */
  readonly keys: string
  stop(): Promise<void>
}

/** It listens here, whatever it is told. */
const port = 9693
const patienceMs = 30_000

/** Starts the first server and has it keep as much as a hub of so many slots. */
export async function startFirstServer(
  { checkout, postgres }: FirstServerOptions,
  keys: string,
  slots: number,
): Promise<FirstServer> {
  if (await answers()) throw new Error(`port ${port} is taken, and the first server knows no other`)
  const src = join(checkout, 'src')
  const child = spawn('node', ['index.js'], {
    cwd: existsSync(src) ? src : checkout,
    stdio: 'ignore',
    env: {
      ...process.env,
      // The node of the machine: that of this project is too new for it.
      PATH: (process.env.PATH ?? '')
        .split(delimiter)
        .filter((folder) => !folder.includes('node_modules'))
        .join(delimiter),
      POSTGRES_URL: postgres,
      APP_MODULES: 'obtainium',
      AUTH_MODULES: 'github',
      GITHUB_CLIENT_ID: 'none',
      GITHUB_CLIENT_SECRET: 'none',
    },
  })
  let problem: Error | undefined
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve())
    child.once('error', (error) => {
      problem = error
      resolve()
    })
  })
  const stop = async () => {
    child.kill('SIGKILL')
    await ended
  }
  try {
    const until = Date.now() + patienceMs
    while (!(await answers())) {
      if (problem) throw problem
      if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`)
      if (Date.now() > until) throw new Error('it does not listen')
      await setTimeout(50)
    }
    writeFileSync(keys, JSON.stringify(await makeKeys(postgres, slots)))
    await fillSlots(keys)
    return { pid: child.pid ?? 0, port, keys, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function answers(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

/**
 * Keys as its sign-in would make them. It takes the id of an account for that of an app when it
 * stores a device, so only a person and an app of the same id can sync.
 */
async function makeKeys(postgres: string, count: number): Promise<string[]> {
  const client = new pg.Client({ connectionString: postgres })
  await client.connect()
  try {
    const keys = Array.from({ length: count }, () => randomBytes(32).toString('hex'))
    for (const [index, key] of keys.entries()) {
      const id = 1_000 + index
      await client.query('INSERT INTO public.app (id, type) VALUES ($1, $2)', [id, `bench-${id}`])
      await client.query(
        'INSERT INTO public.user (id, username, issuer, identifier) VALUES ($1, $2, $2, $2)',
        [id, `bench-${id}`],
      )
      await client.query('INSERT INTO public.auth (user_id, app_id, api_key) VALUES ($1, $1, $2)', [
        id,
        key,
      ])
    }
    return keys
  } finally {
    await client.end()
  }
}

async function fillSlots(file: string): Promise<void> {
  const { keys, stateOf } = slotsOf(file)
  const connection = await Connection.open(port)
  try {
    for (const [slot, key] of keys.entries()) {
      const state = stateOf(slot)
      const request = new UploadRequest(key.length, state.size).fill(key, state)
      const { status, tail } = await connection.ask(request)
      if (!tail.endsWith('"created"}')) throw new Error(`it answers ${status} ${tail}`)
    }
  } finally {
    connection.close()
  }
}
