import { existsSync, globSync, readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { buildChanged, sources } from '../../scripts/build-changed.ts'
import { readDockerfile, stagesOf } from '../helpers/dockerfile.ts'
import { temporaryFolder } from '../helpers/folder.ts'

test('builds when a source has changed, was added or is gone, or what was built is not whole', async () => {
  const root = await temporaryFolder()
  const file = (name: string) => join(root, name)
  for (const name of ['server/api', 'texts', 'dist/server', 'dist/renderer'])
    await mkdir(file(name), { recursive: true })
  await writeFile(file('server/api/a.ts'), 'one')
  await writeFile(file('package-lock.json'), '{}')
  let n = 0
  const build = async () => {
    n += 1
    await writeFile(file('dist/server/hub.js'), 'built')
  }
  const builds = () => buildChanged(root, build)
  expect([await builds(), await builds()]).toEqual([true, false])
  const changes: (() => Promise<unknown>)[] = [
    () => writeFile(file('server/api/a.ts'), 'two'),
    () => writeFile(file('texts/b.json'), '{}'),
    () => rm(file('texts/b.json')),
    () => writeFile(file('package-lock.json'), '{ }'),
    () => rm(file('dist/server/hub.js')),
    () => writeFile(file('dist/server/hub.js'), 'built by hand, of another state'),
    () => rm(file('dist/built-from')),
  ]
  for (const change of changes) {
    await change()
    expect([await builds(), await builds()]).toEqual([true, false])
  }
  expect(n).toBe(1 + changes.length)
  await writeFile(file('README.md'), 'no source')
  expect(await builds()).toBe(false)
})

test('a build that fails is tried again', async () => {
  const root = await temporaryFolder()
  const failing = () => Promise.reject(new Error('no'))
  await expect(buildChanged(root, failing)).rejects.toThrow('no')
  await mkdir(join(root, 'dist'))
  expect(await buildChanged(root, async () => {})).toBe(true)
})

test('looks at all that the image is built of', async () => {
  const root = resolve(import.meta.dirname, '../..')
  const [stage = []] = stagesOf(readDockerfile(readFileSync(join(root, 'Dockerfile'), 'utf8')))
  const copied = stage.filter(({ name }) => name === 'COPY').flatMap(({ rest }) => rest.split(' '))
  const named = copied.filter((name) => !name.startsWith('.') && existsSync(join(root, name)))
  expect(named.length).toBeGreaterThan(8)
  const looked = globSync([...sources], { cwd: root }).map((name) => name.replaceAll('\\', '/'))
  const isLookedAt = (name: string) =>
    looked.some((one) => one === name || one.startsWith(`${name}/`))
  expect(named.filter((name) => !isLookedAt(name))).toEqual([])
})
