import { existsSync } from 'node:fs'

/** Whether this process runs in a container: of Docker, of Podman, of Kubernetes. */
export const isContainer = (): boolean =>
  existsSync('/.dockerenv') ||
  existsSync('/run/.containerenv') ||
  process.env.KUBERNETES_SERVICE_HOST !== undefined
