import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { readYaml } from './helpers/yaml.ts'

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}

interface Job {
  readonly uses?: string
  readonly needs?: string
  readonly permissions?: Readonly<Record<string, string>>
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> }
  readonly 'timeout-minutes'?: number
  readonly steps?: readonly Step[]
}

interface Workflow {
  readonly name: string
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions: Readonly<Record<string, string>>
  readonly jobs: Readonly<Record<string, Job>>
}

const root = resolve(import.meta.dirname, '..')
const folder = '.github/workflows'
const files = readdirSync(join(root, folder))
const read = (file: string) => readYaml<Workflow>(`${folder}/${file}`)
const jobsOf = (file: string) => Object.values(read(file).jobs)
const stepsOf = (file: string) => jobsOf(file).flatMap(({ steps = [] }) => steps)
const commandsOf = (file: string) => stepsOf(file).map(({ run = '' }) => run)

test('there are the checks, those of the Dart package, the releases and the image', () => {
  expect(files.sort()).toEqual(['check.yml', 'dart.yml', 'docker.yml', 'release.yml'])
})

describe.each(files)('%s', (file) => {
  test('may read, and no job more than what it publishes to', () => {
    expect(read(file).permissions).toEqual({ contents: 'read' })
    const more = jobsOf(file).flatMap(({ permissions = {} }) => Object.keys(permissions))
    expect(more.filter((name) => !allowed.includes(name))).toEqual([])
    if (file === 'check.yml') expect(more).toEqual([])
  })
  const allowed = ['contents', 'packages', 'id-token', 'attestations']

  test('uses actions by their commit, which nobody can move, and names the version', () => {
    const text = readFileSync(join(root, folder, file), 'utf8')
    const used = text.match(/uses: .*/g) ?? []
    expect(used.length).toBeGreaterThan(0)
    const loose = used.filter(
      (line) => !/^uses: (?:\.\/|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$)/.test(line),
    )
    expect(loose).toEqual([])
  })

  test('leaves no token behind, and ends', () => {
    for (const { uses, with: options } of stepsOf(file))
      if (uses?.startsWith('actions/checkout@'))
        expect(options?.['persist-credentials']).toBe(false)
    for (const job of jobsOf(file)) if (!job.uses) expect(job['timeout-minutes']).toBeGreaterThan(0)
  })

  test('calls what is there', () => {
    const commands = commandsOf(file).join('\n')
    const scripts = [...commands.matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, name]) => name)
    expect(scripts.filter((name) => !Object.hasOwn(manifest.scripts, name ?? ''))).toEqual([])
    const programs = [...commands.matchAll(/\bnode ([\w./-]+\.js)/g)].map(([, path]) => path ?? '')
    expect(programs.filter((path) => !existsSync(join(root, path)))).toEqual([])
    for (const { uses } of jobsOf(file))
      if (uses) expect(existsSync(join(root, uses)), uses).toBe(true)
    for (const { needs } of jobsOf(file))
      if (needs) expect(Object.keys(read(file).jobs)).toContain(needs)
  })
})

test('the checks run on three systems, with Electron, and look at what is used', () => {
  const { matrix } = read('check.yml').jobs.check?.strategy ?? { matrix: {} }
  expect(matrix.os).toEqual(['ubuntu-latest', 'macos-latest', 'windows-latest'])
  const commands = commandsOf('check.yml')
  expect(commands).toEqual(
    expect.arrayContaining([
      'npm audit --audit-level=high',
      'npm run licenses',
      'node node_modules/electron/install.js',
      'xvfb-run --auto-servernum npm test',
      'npm test',
    ]),
  )
})

test('nothing is published that was not checked, and all of it can be traced', () => {
  const { jobs } = read('release.yml')
  expect(jobs.check?.uses).toBe('./.github/workflows/check.yml')
  expect([jobs.package?.needs, jobs.publish?.needs]).toEqual(['check', 'package'])
  const commands = commandsOf('release.yml').join('\n')
  for (const part of ['sha256sum', 'npm run -s sbom', 'gh release create'])
    expect(commands).toContain(part)
  expect(
    stepsOf('release.yml').some(({ uses }) => uses?.includes('/attest-build-provenance@')),
  ).toBe(true)

  const docker = read('docker.yml').jobs
  expect(docker.image?.needs).toBe('check')
  const build = docker.image?.steps?.find(({ uses }) => uses?.includes('/build-push-action@'))
  expect(build?.with).toMatchObject({
    platforms: 'linux/amd64,linux/arm64',
    provenance: 'mode=max',
    sbom: true,
  })
})
