import { readFileSync } from 'node:fs'

/** A secret is short; what is larger is another file. */
const mostBytes = 10_000

/**
 * The text of a secret: the option itself, or what the file holds that `NAME_FILE` names, as Docker and
 * Kubernetes hand secrets over. @throws Error that says what is wrong, without the secret
 */
export function secretText(
  env: string,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const own = environment[env]?.trim() ?? ''
  const path = environment[`${env}_FILE`]?.trim() ?? ''
  if (path === '') return own
  if (own !== '') throw new Error(`${env} and ${env}_FILE are both set: give one of them`)
  const text = readSecret(env, path).trim()
  if (text === '') throw new Error(`${env}_FILE: the file ${path} is empty`)
  return text
}

function readSecret(env: string, path: string): string {
  try {
    const bytes = readFileSync(path)
    if (bytes.length <= mostBytes) return bytes.toString('utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Error(`${env}_FILE: the file ${path} cannot be read (${code})`)
  }
  throw new Error(`${env}_FILE: the file ${path} is too large for a secret`)
}
