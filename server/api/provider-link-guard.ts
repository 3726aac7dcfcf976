import type { FastifyRequest } from 'fastify'
import { SignInProblem } from '../sign-in/providers/provider.ts'

/**
 * Lets only the hub's own page begin to link a way in: another site could send this browser to
 * link an identity that is the attacker's. @throws SignInProblem
 */
export function refuseForeignLink({ headers }: FastifyRequest, publicUrl: string): void {
  const site = headers['sec-fetch-site']
  // Over plain HTTP browsers do not say where a request comes from.
  const isOwn = site === undefined ? publicUrl.startsWith('http:') : site === 'same-origin'
  if (!isOwn) throw new SignInProblem('state', 'another site asks to link')
}
