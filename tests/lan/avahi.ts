import { execFileSync } from 'node:child_process'
import { text } from 'node:stream/consumers'
import type { Host } from './two-hosts.ts'

/** Whether Avahi is here, or can be installed. It is what most of Linux finds services with. */
export function hasAvahi(): boolean {
  const isThere = () => {
    try {
      execFileSync('avahi-browse', ['--version'], { stdio: 'ignore' })
      execFileSync('which', ['avahi-daemon', 'dbus-daemon'], { stdio: 'ignore' })
      return true
    } catch {
      return false
    }
  }
  if (isThere()) return true
  try {
    const options = { stdio: 'ignore', timeout: 60_000 } as const
    execFileSync('apt-get', ['install', '-y', 'avahi-utils', 'avahi-daemon', 'dbus'], options)
  } catch {
    // Not Debian, not root, or no network.
  }
  return isThere()
}

const bus = `<busconfig><type>system</type><listen>unix:path=/run/dbus/system_bus_socket</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`

const script = `set -e
mount -t tmpfs tmpfs /run
mkdir -p /run/dbus /run/avahi-daemon
printf '%s' '${bus}' > /run/bus.conf
printf '[server]\\nuse-ipv6=no\\n' > /run/avahi.conf
dbus-daemon --config-file=/run/bus.conf --fork --nopidfile
avahi-daemon -f /run/avahi.conf --no-drop-root --no-chroot --no-rlimits &> /dev/null &
until avahi-daemon --check; do sleep 0.1; done
timeout 10 avahi-browse -rpt _sxncd._tcp`

/** What `avahi-browse` prints of the hubs that it can resolve, on a host with an Avahi of its own. */
export async function avahiBrowse(host: Host): Promise<string[]> {
  const child = host.start('bash', ['-c', script])
  const out = child.stdout ? await text(child.stdout) : ''
  return out.split('\n').filter((line) => line.startsWith('='))
}
