import { readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { isContainer } from '../lib/is-container.ts'
import type { Interfaces } from './interfaces.ts'

/**
 * The interfaces of this machine. In a container with a network of its own they lead to its host and no
 * further: nobody at home reaches their addresses, or hears what is announced there.
 */
export function ownInterfaces(): Interfaces {
  const all = networkInterfaces()
  return isContainer() ? markBridged(all, '/sys/class/net') : all
}

/** Marks each interface that is one end of a cable between a container and its host. */
export function markBridged(interfaces: Interfaces, folder: string): Interfaces {
  return Object.fromEntries(
    Object.entries(interfaces).map(([name, infos = []]) =>
      isCable(`${folder}/${name}`)
        ? [name, infos.map((info) => ({ ...info, bridged: true }))]
        : [name, infos],
    ),
  )
}

/**
 * Linux calls it a veth. Its other end is another interface, as that of a macvlan is, which does lead to
 * the network, but tells its kind.
 */
function isCable(path: string): boolean {
  try {
    const [index, link, about] = ['ifindex', 'iflink', 'uevent'].map((name) =>
      readFileSync(`${path}/${name}`, 'utf8').trim(),
    )
    return index !== link && !about?.includes('DEVTYPE=')
  } catch {
    return false
  }
}
