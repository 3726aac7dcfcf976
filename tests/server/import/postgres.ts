import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from '../../../bench/free-port.ts'

/** A real PostgreSQL server with an empty database, for as long as it is not stopped. */
export interface Postgres {
  /** With the password in it. */
  readonly url: string
  readonly password: string
  readonly port: number
  query(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>
  stop(): Promise<void>
}

const isRoot = process.getuid?.() === 0

/** Where Debian puts the programs of a server, which are not on the PATH. */
const places = () => {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root) : []
  return versions.map((version) => join(root, version, 'bin'))
}

const has = (name: string) => spawnSync('which', [name]).status === 0

/** The folder of the programs; installs them where that is possible. Undefined where there are none. */
export function findPostgres(): string | undefined {
  const find = () => places().find((place) => existsSync(join(place, 'initdb')))
  const found = find()
  if (found || process.platform !== 'linux' || !isRoot || !has('apt-get')) return found
  process.stdout.write('No PostgreSQL found: installing it with apt-get.\n')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const run = (...args: string[]) => spawnSync('apt-get', args, { stdio: 'ignore', env })
  run('update', '-q')
  run('install', '-y', '-q', '--no-install-recommends', 'postgresql')
  return find()
}

/** The server refuses root, so it runs as a user who may do nothing. */
const asNobody = isRoot ? { uid: 65_534, gid: 65_534 } : {}

export async function startPostgres(programs: string): Promise<Postgres> {
  const folder = mkdtempSync(join(tmpdir(), 'sxncd-postgres-'))
  const password = 'CANARY-pass word'
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, password)
  for (const path of isRoot ? [folder, passwordFile] : []) chownSync(path, 65_534, 65_534)
  const data = join(folder, 'data')
  const made = spawnSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'sxncd', '-A', 'scram-sha-256', '--pwfile', passwordFile].concat([
      '-E',
      'UTF8',
      '--locale=C',
      '--no-sync',
      '--no-instructions',
    ]),
    { ...asNobody, cwd: folder, encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)
  const port = await freePort()
  const options = { listen_addresses: '127.0.0.1', port, fsync: 'off', shared_buffers: '16MB' }
  const child = spawn(
    join(programs, 'postgres'),
    ['-D', data, '-k', folder, ...Object.entries(options).flatMap(([k, v]) => ['-c', `${k}=${v}`])],
    { ...asNobody, cwd: folder, stdio: 'ignore' },
  )
  const ended = once(child, 'exit')
  const url = `postgres://sxncd:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`
  const client = await connected(url, child)
  return {
    url,
    password,
    port,
    query: async (text, values = []) => (await client.query(text, [...values])).rows,
    async stop() {
      await client.end()
      // Not gently: nothing in it is worth keeping.
      child.kill('SIGQUIT')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function connected(url: string, child: ReturnType<typeof spawn>): Promise<pg.Client> {
  for (;;) {
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      return client
    } catch (error) {
      if (child.exitCode !== null) throw error
      await wait(50)
    }
  }
}
