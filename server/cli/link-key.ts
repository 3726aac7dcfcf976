import type { Command } from 'commander'
import type { LinkView } from '../links/link.ts'
import type { Cli } from './context.ts'
import { RefusedError } from './refused-error.ts'

/** Revokes the key that the hub of this machine made for a link. @returns what became of it, in words */
export async function endKey(command: Command, cli: Cli, link: LinkView): Promise<string> {
  const { keyId } = link
  if (keyId === undefined) return 'So does the key: revoke it on the hub, if nothing else needs it.'
  try {
    await cli.withHub(command, (hub) => hub.call('DELETE', `/api/v1/keys/${keyId}`))
    return 'Its key is revoked.'
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    return `Its key ${keyId} could not be revoked: ${error.message}`
  }
}
