import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { options, readConfig } from '../../server/config/config.ts'
import { temporaryFolder } from '../helpers/folder.ts'
import { findProgram, leftOut } from '../helpers/programs.ts'
import {
  readManifests,
  readUnit,
  runOfPod,
  runOfQuadlet,
  snippet,
  yamlSnippet,
} from './snippets.ts'

/** The samples of docs/self-hosting.md, against the configuration and the image that there are. */

const [major, minor] = manifest.version.split('.')
const published = `ghcr.io/OWNER/REPOSITORY:${major}.${minor}`
const port = options.port.preset
const hardened = ['--read-only=true', 'no-new-privileges']

test('the quadlet runs the image of this version, with nothing but its volume', () => {
  const { args, image } = runOfQuadlet(snippet('quadlet'))
  expect(image).toBe(published)
  expect(args).toEqual(expect.arrayContaining([...hardened, '--cap-drop=all', 'sxncd-hub:/data']))
  for (const one of [port, options.httpsPort.preset]) expect(args).toContain(`${one}:${one}`)
  const { Service, Install } = readUnit(snippet('quadlet'))
  expect(Service).toMatchObject({ Restart: ['always'], TimeoutStopSec: ['30'] })
  expect(Install?.WantedBy).toEqual(['multi-user.target'])
})

const generator = [
  '/usr/libexec/podman/quadlet',
  '/usr/lib/podman/quadlet',
  '/usr/lib/systemd/system-generators/podman-system-generator',
].find(existsSync)
const noQuadlet = generator ? '' : ' (left out: Podman here is older than 4.4)'
if (noQuadlet) process.stdout.write('The quadlet is not read by Podman: it is older than 4.4.\n')

test.skipIf(noQuadlet)(`Podman makes a service of the quadlet${noQuadlet}`, async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'sxncd-hub.container'), snippet('quadlet'))
  const env = { ...process.env, QUADLET_UNIT_DIRS: folder }
  const unit = execFileSync(generator ?? '', ['-dryrun'], { env, encoding: 'utf8' })
  expect(unit).toMatch(/^ExecStart=.*podman run .*--read-only/m)
  expect(unit).toContain(published)
})

describe('the manifests for Kubernetes', () => {
  const resources = readManifests(snippet('kubernetes'))
  const { args, image, probes } = runOfPod(resources)

  test('run the image of this version in one pod, which ends before the next begins', () => {
    expect(image).toBe(published)
    const deployment = resources.find(({ kind }) => kind === 'Deployment')
    expect(deployment?.spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } })
    expect(args).toEqual(expect.arrayContaining([...hardened, '--cap-drop=ALL', '1000:1000']))
    expect(args).toContain(`${port}:${port}`)
  })

  test('ask for what the hub answers, and lead to it', () => {
    expect(probes.readinessProbe.httpGet).toEqual({ path: '/health', port: Number(port) })
    expect(probes.livenessProbe.tcpSocket.port).toBe(Number(port))
    const service = resources.find(({ kind }) => kind === 'Service')
    const labels = resources.find(({ kind }) => kind === 'Deployment')?.spec.template.metadata
    expect(labels.labels).toEqual(service?.spec.selector)
    expect(service?.spec.ports).toEqual([{ port: Number(port) }])
  })

  test('give it options that there are', () => {
    const pairs = args.flatMap((one, at) => (args[at - 1] === '-e' ? [one.split(/=(.*)/s)] : []))
    expectOptions(Object.fromEntries(pairs))
  })
})

interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly volumes: Readonly<Record<string, object>>
}
interface Service {
  readonly image: string
  readonly command?: string | readonly string[]
  readonly environment?: Record<string, string>
  readonly labels?: Record<string, string>
  readonly volumes: readonly string[]
}

describe.each(['Caddy', 'Traefik'])('the compose file with %s', (proxy) => {
  const { services, volumes } = yamlSnippet<Compose>(`compose with ${proxy}`)
  const { hub } = services

  test('gives the hub options that there are, and lets nobody but the proxy in', () => {
    expectOptions(hub?.environment ?? {})
    expect(hub).toMatchObject({ read_only: true, cap_drop: ['ALL'], stop_grace_period: '30s' })
    expect(hub).not.toHaveProperty('ports')
  })

  test('keeps what it names', () => {
    const named = Object.values(services).flatMap((one) => one.volumes.map((v) => v.split(':')[0]))
    const own = named.filter((one) => !one?.startsWith('/'))
    expect([...new Set(own)].sort()).toEqual(Object.keys(volumes).sort())
  })

  test('leads the public name to the port of the hub', () => {
    const host = new URL(hub?.environment?.PUBLIC_URL ?? '').host
    const other = services[proxy.toLowerCase()]
    const all = JSON.stringify([hub?.labels, other?.command])
    expect(all).toContain(host)
    expect(all).toContain(String(port))
  })
})

test('the labels for a sign-in by Traefik protect the address at which it ends, and no other', () => {
  const labels = yamlSnippet<Record<string, string>>('Traefik, with Authelia', 'sign-in')
  const routers = yamlSnippet<Compose>('compose with Traefik').services.hub?.labels ?? {}
  const rule = labels['traefik.http.routers.hub-sign-in.rule']
  expect(rule).toBe(`${routers['traefik.http.routers.hub.rule']} && Path(\`/callback/proxy\`)`)
  const { preset } = options.proxyUserHeader
  const dropped = `traefik.http.middlewares.nobody.headers.customrequestheaders.${preset}`
  expect(labels[dropped]).toBe('')
  expect(labels['traefik.http.routers.hub.middlewares']).toBe('nobody')
})

test(`systemd takes the unit${leftOut('systemd-analyze', 'systemd')}`, async ({ skip }) => {
  const { Service } = readUnit(snippet('sxncd-hub.service'))
  expectOptions(Object.fromEntries((Service?.Environment ?? []).flatMap(pairsOf)))
  const program = findProgram('systemd-analyze')
  if (!program) return skip('there is no systemd-analyze here')
  const file = join(await temporaryFolder(), 'sxncd-hub.service')
  // The program and its user are on no machine of tests.
  const here = snippet('sxncd-hub.service')
    .replace(/^ExecStart=\S+/m, `ExecStart=${process.execPath}`)
    .replace(/^User=.*$/m, 'User=root')
  await writeFile(file, here)
  const text = execFileSync(program, ['verify', '--man=no', file], {
    encoding: 'utf8',
    stdio: 'pipe',
  })
  expect(text).toBe('')
})

const pairsOf = (text: string) => text.split(' ').map((pair) => pair.split(/=(.*)/s))

/** What is set must be an option, of a value that it takes. */
function expectOptions(environment: Record<string, string>): void {
  const { NODE_ENV: _, ...own } = environment
  const known = Object.values(options).map(({ env }) => env)
  expect(Object.keys(own).length).toBeGreaterThan(0)
  expect(Object.keys(own).filter((name) => !known.includes(name))).toEqual([])
  expect(() => readConfig(own)).not.toThrow()
}
