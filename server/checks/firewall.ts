import { existsSync, readFileSync } from 'node:fs'
import { type Check, type CheckCode, check } from './check.ts'

/** As much of the system as decides who gets through to the hub. */
export interface System {
  readonly platform: NodeJS.Platform
  /** A firewall that is known to run. */
  readonly firewall: 'ufw' | 'firewalld' | undefined
}

export function readSystem(): System {
  const { platform } = process
  if (platform !== 'linux') return { platform, firewall: undefined }
  if (existsSync('/run/firewalld')) return { platform, firewall: 'firewalld' }
  return { platform, firewall: isUfwOn() ? 'ufw' : undefined }
}

function isUfwOn(): boolean {
  try {
    return /^\s*ENABLED\s*=\s*yes/im.test(readFileSync('/etc/ufw/ufw.conf', 'utf8'))
  } catch {
    return false
  }
}

/** Where the firewall of each system is, and what to let through. No program can look into all of them. */
export function* firewallCheck(system: System, ports: readonly number[]): Generator<Check> {
  const values = { ports: ports.join(' and ') }
  const { firewall } = system
  if (firewall) {
    const command = commands[firewall](ports)
    yield check('firewall_on', 'warning', { ...values, firewall, command })
    return
  }
  yield check(codes[system.platform] ?? 'firewall', 'ok', values)
}

const commands = {
  ufw: (ports: readonly number[]) =>
    [...ports.map((port) => `sudo ufw allow ${port}/tcp`), 'sudo ufw allow 5353/udp'].join(' && '),
  firewalld: (ports: readonly number[]) =>
    `sudo firewall-cmd --permanent --add-service=mdns ${ports
      .map((port) => `--add-port=${port}/tcp`)
      .join(' ')} && sudo firewall-cmd --reload`,
}

const codes: Partial<Record<NodeJS.Platform, CheckCode>> = {
  win32: 'firewall_windows',
  darwin: 'firewall_macos',
}
