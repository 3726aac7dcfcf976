import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readYaml } from '../helpers/yaml.ts'
import { root } from './packing.ts'

/** What is asked of electron-builder for systems that cannot be packed for here. */
const yml = readYaml<Record<string, Record<string, never>>>('electron-builder.yml')

test('there is a package for every system that the tray app runs on', () => {
  expect(yml.win?.target).toEqual([{ target: 'nsis', arch: ['x64', 'arm64'] }])
  expect(yml.mac?.target).toEqual([
    { target: 'dmg', arch: 'universal' },
    { target: 'zip', arch: 'universal' },
  ])
  expect(yml.linux?.target).toEqual(['AppImage', 'deb', 'rpm'])
})

test('the files that it names are there', () => {
  const named = [yml.win?.icon, yml.mac?.icon, yml.linux?.icon, yml.mac?.entitlements]
  for (const path of named) expect(existsSync(join(root, path ?? 'none')), path).toBe(true)
})

test('Windows knows the program by one name, in its menu and in its notifications', () => {
  const main = readFileSync(join(root, 'main/index.ts'), 'utf8')
  expect(main).toContain(`setAppUserModelId('${yml.appId}')`)
})

test('macOS is told why the network is used, and lets the program do no more than it must', () => {
  expect(yml.mac?.hardenedRuntime).toBe(true)
  expect(yml.mac?.extendInfo).toMatchObject({
    NSLocalNetworkUsageDescription: expect.stringMatching(/^.{40,}\.$/),
    NSBonjourServices: ['_sxncd._tcp'],
  })
  const entitlements = readFileSync(join(root, yml.mac?.entitlements ?? ''), 'utf8')
  const granted = [...entitlements.matchAll(/<key>(.*?)<\/key>/g)].map(([, key]) => key)
  expect(granted).toEqual(['com.apple.security.cs.allow-jit'])
})

test('nothing switches the sandbox of Electron off', () => {
  const text = readFileSync(join(root, 'electron-builder.yml'), 'utf8')
  expect(text).not.toMatch(/no-sandbox|executableArgs/)
})

test('an installer needs no administrator, and removing the program leaves the data', () => {
  expect(yml.nsis).toMatchObject({ perMachine: false, deleteAppDataOnUninstall: false })
})
