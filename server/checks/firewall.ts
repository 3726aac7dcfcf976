import { existsSync, readFileSync } from 'node:fs'
import type { Check } from './check.ts'

/** As much of the system as decides who gets through to the hub. */
export interface System {
  readonly platform: NodeJS.Platform
  readonly isContainer: boolean
  /** A firewall that is known to run. */
  readonly firewall: 'ufw' | 'firewalld' | undefined
}

export function readSystem(): System {
  const { platform } = process
  const isContainer = existsSync('/.dockerenv') || existsSync('/run/.containerenv')
  if (platform !== 'linux') return { platform, isContainer, firewall: undefined }
  if (existsSync('/run/firewalld')) return { platform, isContainer, firewall: 'firewalld' }
  return { platform, isContainer, firewall: isUfwOn() ? 'ufw' : undefined }
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
  const code = 'firewall'
  const list = `TCP ports ${ports.join(' and ')}, and UDP port 5353`
  const detail = `Devices need ${list}. From this computer it cannot be told whether they get through.`
  const { firewall } = system
  if (firewall) {
    const fix = commands[firewall](ports)
    yield { code, level: 'warning', title: `A firewall is on (${firewall})`, detail, fix }
    return
  }
  const fix = places[system.platform] ?? `Let ${list} in.`
  yield { code, level: 'ok', title: 'Firewalls: what has to get through', detail, fix }
}

const commands = {
  ufw: (ports: readonly number[]) =>
    [...ports.map((port) => `sudo ufw allow ${port}/tcp`), 'sudo ufw allow 5353/udp'].join(' && '),
  firewalld: (ports: readonly number[]) =>
    `sudo firewall-cmd --permanent --add-service=mdns ${ports
      .map((port) => `--add-port=${port}/tcp`)
      .join(' ')} && sudo firewall-cmd --reload`,
}

const places: Partial<Record<NodeJS.Platform, string>> = {
  win32:
    'Settings > Privacy & security > Windows Security > Firewall & network protection > Allow an app through firewall: tick the hub (or Node.js) for private networks. The network itself must count as private.',
  darwin:
    'System Settings > Network > Firewall > Options: allow incoming connections for the hub (or node). System Settings > Privacy & Security > Local Network: allow it too.',
}
