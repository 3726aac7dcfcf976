import type { Hub } from '../../../server/hub.ts'
import { readFigures } from '../../helpers/exposition.ts'

/** Reads the figures of a hub as a program on its machine does. */
export async function figuresOf(hub: Hub) {
  const reply = await hub.app.inject('/metrics')
  if (reply.statusCode !== 200) throw new Error(`${reply.statusCode} ${reply.body}`)
  const figures = readFigures(reply.body)
  return {
    text: reply.body,
    figures,
    headers: reply.headers,
    /** The value of one series, named as Prometheus names it; undefined where there is none. */
    value(name: string, labels: Record<string, string> = {}) {
      const all = [...figures.values()].flatMap(({ samples }) => samples)
      const fits = (own: Readonly<Record<string, string>>) =>
        JSON.stringify(Object.entries(own).sort()) === JSON.stringify(Object.entries(labels).sort())
      return all.find((one) => one.name === name && fits(one.labels))?.value
    },
  }
}
