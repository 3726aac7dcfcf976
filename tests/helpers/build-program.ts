import { build } from 'vite'

/** Bundles one of the programs of vite.node.config.ts, as the scripts of package.json do. */
export const buildProgram = (mode: 'server' | 'desktop' | 'preload') =>
  build({ configFile: 'vite.node.config.ts', mode, logLevel: 'warn' })

/** Before the slow tests: the programs that they start are made of the code as it stands. */
export default async function buildServer(): Promise<void> {
  await buildProgram('server')
}
