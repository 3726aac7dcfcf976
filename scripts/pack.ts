import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'

/*
 * Packs the tray app that was built: `npm run pack` builds it, and comes here. Where the clone comes from
 * GitHub, the program looks for updates there; one that comes from elsewhere looks nowhere.
 */

const origin = spawnSync('git', ['remote', 'get-url', 'origin'], { encoding: 'utf8' }).stdout ?? ''
const [, owner, repo] = /github\.com[:/]([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?\s*$/.exec(origin) ?? []
const from =
  owner && repo
    ? [
        '-c.publish.provider=github',
        `-c.publish.owner=${owner}`,
        `-c.publish.repo=${repo}`,
        `-c.extraMetadata.homepage=https://github.com/${owner}/${repo}`,
      ]
    : // A package must name a page: the window of the hub itself.
      ['-c.extraMetadata.homepage=http://127.0.0.1:9693']

const builder = createRequire(import.meta.url).resolve('electron-builder/cli.js')
const args = [builder, '--publish', 'never', ...from, ...process.argv.slice(2)]
const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
process.exitCode = status ?? 1
