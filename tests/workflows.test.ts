import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { temporaryFolder } from './helpers/folder.ts'
import { runProgram } from './helpers/programs.ts'
import { readYaml } from './helpers/yaml.ts'

interface Step {
  readonly id?: string
  readonly name?: string
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
    const programs = [...commands.matchAll(/\bnode ([\w./-]+\.[jt]s)/g)].map(
      ([, path]) => path ?? '',
    )
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

  const { client } = jobs
  expect(client).toMatchObject({ needs: 'check', permissions: { 'id-token': 'write' } })
  const publishing = client?.steps?.map(({ run = '' }) => run) ?? []
  expect(publishing.at(-1)).toBe('npm publish ./dist/client --provenance --access public')
  expect(publishing.indexOf('npm run -s build:client')).toBeGreaterThan(
    publishing.indexOf('npm ci'),
  )
  expect(publishing.join('\n')).toContain('test "$GITHUB_REF_NAME" = "v')
  expect(read('release.yml').on).toEqual({ push: { tags: ['v*'] } })
})

const output = (name: string) => `$\{{ steps.${name} }}`

/** The steps of the image workflow that build, and those that run what was built. */
const imageSteps = () => {
  const steps = read('docker.yml').jobs.image?.steps ?? []
  const builds = steps.filter(({ uses }) => uses?.includes('/build-push-action@'))
  return { steps, builds, tries: steps.filter(({ run }) => run?.includes('try-image.ts')) }
}

test('the image is run on both kinds of processors before it is published', () => {
  expect(read('docker.yml').jobs.image?.needs).toBe('check')
  const { steps, builds, tries } = imageSteps()
  const platforms = ['linux/amd64', 'linux/arm64']
  const [published, ...more] = builds.filter((step) => step.with?.push)
  expect(more).toEqual([])
  expect(published?.with).toMatchObject({
    platforms: platforms.join(','),
    provenance: 'mode=max',
    sbom: true,
  })
  const loaded = builds.filter((step) => step.with?.load)
  expect(loaded.map((step) => step.with?.platforms)).toEqual(platforms)
  for (const [at, build] of loaded.entries()) {
    const { run = '' } = tries[at] ?? {}
    expect(run).toMatch(/^node scripts\/try-image\.ts /)
    expect(run).toContain(` ${build.with?.tags} --platform ${platforms[at]} --version `)
    expect(run).toContain(' --source ')
    expect(steps.indexOf(tries[at] as Step)).toBeGreaterThan(steps.indexOf(build))
    expect(steps.indexOf(published as Step)).toBeGreaterThan(steps.indexOf(tries[at] as Step))
  }
})

test('what is tried and what is published is built of the same, by one digest of the base', () => {
  const { steps, builds } = imageSteps()
  const own = ['platforms', 'load', 'push', 'tags', 'provenance', 'sbom']
  const shared = builds.map(({ with: options = {} }) =>
    Object.fromEntries(Object.entries(options).filter(([name]) => !own.includes(name))),
  )
  expect(shared).toHaveLength(3)
  expect(new Set(shared.map((one) => JSON.stringify(one))).size).toBe(1)
  const [{ labels = '', 'build-contexts': base = '' } = {}] = shared
  expect(base).toBe(`node:24-alpine=docker-image://${output('base.outputs.image')}`)
  expect(labels).toContain(output('names.outputs.labels'))
  expect(labels).toContain(`org.opencontainers.image.base.name=${output('base.outputs.image')}`)
  const digest = steps.find((step) => step.id === 'base')?.run ?? ''
  expect(digest).toContain('imagetools inspect node:24-alpine ')
  expect(digest).toMatch(/node:24-alpine@\$digest/)
  const bases = readFileSync(join(root, 'Dockerfile'), 'utf8').match(/^FROM .*/gm) ?? []
  expect(bases.every((line) => /\bnode:24-alpine\b/.test(line))).toBe(true)
})

const stepNamed = (file: string, name: string) => {
  const found = stepsOf(file).find((step) => step.name === name)
  if (!found?.run) throw new Error(`${file} has no step "${name}"`)
  return found.run
}

/** Runs a step as the workflow does. @returns its exit code and its outputs */
async function runStep(folder: string, script: string, tag: string) {
  const output = join(folder, 'output')
  writeFileSync(output, '')
  const env = { GITHUB_REF_NAME: tag, GITHUB_OUTPUT: output }
  const { code } = await runProgram('bash', ['-eo', 'pipefail', '-c', script], { env, folder })
  return { code, output: readFileSync(output, 'utf8') }
}

const onLinux = process.platform === 'linux'

test.runIf(onLinux)('the image is the latest where its version is the newest of all', async () => {
  const folder = await temporaryFolder()
  const git = (...args: string[]) =>
    runProgram('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { folder })
  await git('init', '-q')
  await git('commit', '-q', '--allow-empty', '-m', 'a')
  const script = stepNamed('docker.yml', 'Only the newest version is the latest')
  const releases: (readonly [tag: string, latest: boolean])[] = [
    ...([
      ['v0.1.0', true],
      ['v0.9.0', true],
      ['v0.10.0', true],
      ['v0.9.1', false],
    ] as const),
    ...([
      ['v1.0.0-rc.1', false],
      ['v1.0.0', true],
      ['v0.10.1', false],
    ] as const),
  ]
  for (const [tag, latest] of releases) {
    await git('tag', tag)
    expect([tag, await runStep(folder, script, tag)]).toEqual([
      tag,
      { code: 0, output: `latest=${latest}\n` },
    ])
  }
  const names = stepsOf('docker.yml').find(({ id }) => id === 'names')?.with
  expect(names?.flavor).toBe(`latest=$\{{ steps.newest.outputs.latest }}`)
  expect(String(names?.tags).trim().split('\n')).toEqual([
    'type=semver,pattern={{version}}',
    'type=semver,pattern={{major}}.{{minor}}',
    `type=semver,pattern={{major}},enable=$\{{ !startsWith(github.ref_name, 'v0.') }}`,
  ])
})

test.runIf(onLinux).each(['docker.yml', 'release.yml'])(
  '%s publishes only what the tag, package.json and the changelog agree on',
  async (file) => {
    const folder = await temporaryFolder()
    const script = stepNamed(file, 'The tag is the version, and the changelog has it')
    const publishes = async (tag: string, version: string, changelog: string) => {
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ version }))
      writeFileSync(join(folder, 'CHANGELOG.md'), changelog)
      return (await runStep(folder, script, tag)).code === 0
    }
    expect(await publishes('v1.2.3', '1.2.3', '## Unreleased\n\n## 1.2.3 - 2026-01-01\n')).toBe(
      true,
    )
    expect(await publishes('v1.2.3', '1.2.3', '## Unreleased\n\n## 1.2.3\n')).toBe(true)
    expect(await publishes('v1.2.4', '1.2.3', '## 1.2.3\n')).toBe(false)
    expect(await publishes('v1.2.3', '1.2.3', '## Unreleased\n\n## 1.2.30\n')).toBe(false)
    expect(await publishes('v1.2.3', '1.2.3', '## 1a2b3\n')).toBe(false)
  },
)

test('the changelog has what is not released on top, then each version, the newest first', () => {
  const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8')
  const [first, ...versions] = [...changelog.matchAll(/^## (.+)$/gm)].map(([, title = '']) => title)
  expect(first).toBe('Unreleased')
  expect(versions.length).toBeGreaterThan(0)
  for (const title of versions) expect(title).toMatch(/^\d+\.\d+\.\d+(?: - \d{4}-\d{2}-\d{2})?$/)
  const numbers = versions.map((title) => title.split(' ')[0] ?? '')
  const byVersion = (a: string, b: string) => b.localeCompare(a, 'en', { numeric: true })
  expect(numbers).toEqual([...numbers].sort(byVersion))
  expect(numbers[0]).toBe(manifest.version)
})
