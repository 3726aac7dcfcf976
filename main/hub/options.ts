import { type Config, readConfig } from '../../server/config/config.ts'
import { readEnvFile } from '../../server/config/environment.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The configuration of the hub of this program: its options are those of the headless hub. HOST and
 * DEBUG are not taken, since desktops set them to mean other things; networks are let in by LAN.
 * @throws ConfigError
 */
export function desktopConfig(environment: Environment, dataDir: string): Config {
  const { HOST: _, DEBUG: __, ...options } = environment
  return readConfig({ ...options, HOST: '127.0.0.1', DATA_DIR: dataDir })
}

/**
 * The environment, and what the person wrote into a file; the environment goes first.
 * @throws EnvironmentError
 */
export const environmentWith = (file: string, environment: Environment): Environment => ({
  ...readEnvFile(file),
  ...environment,
})
