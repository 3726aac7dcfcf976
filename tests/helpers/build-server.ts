import { build } from 'vite'

/** Before the slow tests: the programs that they start are made of the code as it stands. */
export default async function buildServer(): Promise<void> {
  await build({ configFile: 'vite.node.config.ts', mode: 'server', logLevel: 'warn' })
}
