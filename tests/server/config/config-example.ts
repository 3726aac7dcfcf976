import { options } from '../../../server/config/config.ts'

const head = `# Every option of the hub with its default. Copy this file to .env, or take lines over into the
# environment of a container. A line counts once the # before its name is gone.
`

/** What `.env.example` must hold. */
export function envExample(): string {
  const parts = Object.values(options).map(
    ({ env, preset, about }) => `\n# ${about}\n# ${env}=${preset}\n`,
  )
  return head + parts.join('')
}
