import type { FastifyRequest } from 'fastify'
import type { Arrival } from '../sign-in/providers/provider.ts'

/** What a provider may look at: the headers, and who is at the other end of the connection. */
export const arrivalOf = ({ headers, raw }: FastifyRequest): Arrival => ({
  headers,
  peer: raw.socket.remoteAddress ?? '',
})
