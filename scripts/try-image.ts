import { execFile } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs, promisify } from 'node:util'

/*
 * Runs an image as docker-compose.yml does, and uses it as a person and a device do:
 *   node scripts/try-image.ts IMAGE [--platform linux/arm64] [--version 0.1.0] [--source URL]
 * It works with Docker, or what the variable ENGINE names, and ends with 1 where anything is not right.
 */

const { positionals, values: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    platform: { type: 'string' },
    version: { type: 'string' },
    source: { type: 'string' },
  },
})
const [image = ''] = positionals
const engine = process.env.ENGINE ?? 'docker'
const name = `try-image-${process.pid}`
const port = 9693
/** An emulated processor takes its time. */
const patience = 180_000

const execute = promisify(execFile)
const run = async (...args: string[]) => {
  const { stdout, stderr } = await execute(engine, args, { maxBuffer: 2 ** 26 })
  return { out: stdout.trim(), all: stdout + stderr }
}
const say = (text: string) => process.stdout.write(`${text}\n`)
function must(isRight: boolean, what: string): asserts isRight {
  if (!isRight) throw new Error(`not right: ${what}`)
  say(`ok: ${what}`)
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + patience
  while (!(await isSo().catch(() => false))) {
    if (performance.now() > end) throw new Error(`not within ${patience / 1_000} s: ${what}`)
    await wait(200)
  }
  say(`ok: ${what}`)
}

const ask = async (path: string, options: RequestInit = {}) =>
  fetch(`http://127.0.0.1:${port}${path}`, { ...options, signal: AbortSignal.timeout(10_000) })
const isServing = async () => (await ask('/health')).status === 200
const sxncd = async (...args: string[]) => (await run('exec', name, 'sxncd', ...args)).out
const upload = async (key: string, settings: object) => {
  const reply = await ask('/api/v1/sync/update', {
    method: 'POST',
    headers: { authorization: key, 'content-type': 'application/json' },
    body: JSON.stringify({
      deviceName: 'Pixel',
      savedTs: '2025-02-26T09:15:30.123Z',
      settings,
    }),
  })
  return ((await reply.json()) as { action?: string }).action
}

async function labels(): Promise<void> {
  const found = JSON.parse((await run('inspect', image, '--format', '{{json .Config.Labels}}')).out)
  const label = (key: string) => found[`org.opencontainers.image.${key}`] as string | undefined
  must(label('title') === 'SxncD hub', 'its label names it')
  if (wanted.version) must(label('version') === wanted.version, `it is version ${wanted.version}`)
  if (wanted.source) must(label('source') === wanted.source, `it is from ${wanted.source}`)
}

async function use(): Promise<void> {
  const hardened = ['--read-only', '--cap-drop', 'all', '--security-opt', 'no-new-privileges']
  const platform = wanted.platform ? ['--platform', wanted.platform] : []
  const place = ['-p', `127.0.0.1:${port}:${port}`, '-v', `${name}:/data`]
  await run('run', '-d', '--name', name, ...platform, ...place, ...hardened, image)
  await until('it serves', isServing)
  const { all: log } = await run('logs', name)
  must(/^http:\/\/\S+\/set-up#[\w-]{43}$/m.test(log), 'its log has the link for the owner')
  await sxncd('account', 'create', 'Ada')
  const key = await sxncd('key', 'create', '--account', 'Ada', '--app', 'obtainium')
  must((await upload(key, { a: 1 })) === 'created', 'a device syncs')
  const health = JSON.parse(
    (await run('inspect', name, '--format', '{{json .Config.Healthcheck.Test}}')).out,
  ) as string[]
  must(health[0] === 'CMD-SHELL', 'it has a health check')
  await run('exec', name, 'sh', '-c', health[1] ?? 'false')
  say('ok: it is healthy')
  await run('stop', '-t', '30', name)
  const { out: code } = await run('inspect', name, '--format', '{{.State.ExitCode}}')
  must(code === '0', 'it ends with 0 when it is asked to')
  await run('start', name)
  await until('it serves again', isServing)
  must((await upload(key, { a: 1 })) === 'none', 'it kept its data')
}

try {
  await labels()
  await use()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  const { all } = await run('logs', name).catch(() => ({ all: '' }))
  process.stderr.write(all)
  process.exitCode = 1
} finally {
  await run('rm', '-f', '-v', name).catch(() => {})
  await run('volume', 'rm', '-f', name).catch(() => {})
}
