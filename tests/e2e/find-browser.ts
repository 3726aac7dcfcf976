import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from 'playwright'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** The path of a browser: Playwright's own, else one on the PATH, else Debian's, installed now. */
export function findBrowser(): string {
  const own = chromium.executablePath()
  if (existsSync(own)) return own
  const found = onPath()
  if (found) return found
  if (process.platform === 'linux' && process.getuid?.() === 0 && has('apt-get')) {
    process.stdout.write('No browser found: installing chromium with apt-get.\n')
    run('apt-get', ['update', '-q'])
    run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'])
    const installed = onPath()
    if (installed) return installed
  }
  throw new Error('No browser found. Run `npx playwright install chromium`, or install Chromium.')
}

const onPath = () => names.map(whereIs).find((path) => path !== undefined)

function whereIs(name: string): string | undefined {
  const { status, stdout } = spawnSync('which', [name], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}

const has = (name: string) => whereIs(name) !== undefined

function run(command: string, args: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const { status } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], env })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed`)
}
