import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { desktopConfig, environmentWith } from '../../../main/hub/options.ts'
import { ConfigError } from '../../../server/config/config.ts'
import { temporaryFolder } from '../../helpers/folder.ts'

test('the hub of a desktop listens on this computer alone, on the usual port', () => {
  const config = desktopConfig({}, '/data/hub')
  expect(config).toMatchObject({
    host: '127.0.0.1',
    port: 9693,
    lan: undefined,
    dataDir: '/data/hub',
  })
})

test('what desktops and shells set to mean other things is not taken', () => {
  const config = desktopConfig({ HOST: 'my-computer', DEBUG: '*', DATA_DIR: '/elsewhere' }, '/data')
  expect(config).toMatchObject({ host: '127.0.0.1', debug: false, dataDir: '/data' })
})

test('the other options are those of the headless hub', () => {
  expect(desktopConfig({ PORT: '9000', LAN: 'on' }, '/data')).toMatchObject({
    port: 9000,
    lan: true,
  })
  expect(() => desktopConfig({ PORT: 'x' }, '/data')).toThrow(ConfigError)
})

test('a file adds options; the environment goes first', async () => {
  const file = join(await temporaryFolder(), 'hub.env')
  expect(environmentWith(file, { A: '1' })).toEqual({ A: '1' })
  await writeFile(file, 'A=2\nAPP_MODULES="obtainium, thunder"\n')
  expect(environmentWith(file, { A: '1' })).toEqual({ A: '1', APP_MODULES: 'obtainium, thunder' })
})
