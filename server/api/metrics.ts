import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { HubMetrics } from '../metrics/hub-metrics.ts'
import { errorAnswers } from './schemas/common.ts'

/** The figures of the hub, for Prometheus and programs like it. */
export function metricsRoutes(app: FastifyInstance, metrics: HubMetrics): void {
  app.get('/metrics', {
    config: { access: 'metrics' as const },
    schema: {
      tags: ['hub'],
      summary: 'The figures of the hub, in the text format of Prometheus',
      description:
        'For programs on this machine that ask directly, and for those that send METRICS_TOKEN after `Bearer`.',
      response: {
        200: Type.String({ description: 'The figures', contentMediaType: 'text/plain' }),
        ...errorAnswers(401, 404, 429),
      },
    },
    handler: async (_, reply) => {
      reply.type('text/plain; version=0.0.4; charset=utf-8').header('cache-control', 'no-store')
      return metrics.text()
    },
  })
}
