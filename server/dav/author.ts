import type { FastifyRequest } from 'fastify'
import { holderOf } from '../api/access.ts'
import type { Author } from '../files/file-tree.ts'
import { readBasic } from '../http/basic.ts'
import { asAccountName } from '../lib/account-names.ts'

/** Who writes: the user name is the name of the device, as people are told to choose it. */
export function authorOf(request: FastifyRequest, otherwise = 'WebDAV'): Author {
  const { authorization = '', 'user-agent': agent = '' } = request.headers
  const name = readBasic(authorization)?.name.replace(/^.*\\/s, '') ?? ''
  const deviceName = asAccountName(name) ?? asAccountName(programOf(agent)) ?? otherwise
  return { deviceName, keyId: holderOf(request).key.id }
}

/** Browsers name several programs; the one that they are comes first in this list. */
const browsers: Readonly<Record<string, string>> = {
  'edg/': 'Edge',
  'opr/': 'Opera',
  'firefox/': 'Firefox',
  'chrome/': 'Chrome',
  'safari/': 'Safari',
}

/** A short name for a program, by its User-Agent: `rclone/v1.60` is rclone. */
function programOf(agent: string): string {
  if (!agent.startsWith('Mozilla/')) return agent.replace(/[/(;].*$/s, '')
  const found = Object.keys(browsers).find((part) => agent.toLowerCase().includes(part))
  return browsers[found ?? ''] ?? 'Browser'
}
