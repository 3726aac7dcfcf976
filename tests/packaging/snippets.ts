import { createRequire } from 'node:module'
import { sampleOf } from '../helpers/nginx.ts'

/** The samples of docs/self-hosting.md for Podman and Kubernetes, as commands that do the same. */

const { load, loadAll } = createRequire(createRequire(import.meta.url).resolve('electron-updater'))(
  'js-yaml',
) as { load(text: string): unknown; loadAll(text: string): unknown[] }

/** The sample of this heading, without the name of its language. */
export const snippet = (heading: string, page?: string) =>
  sampleOf(heading, page).replace(/^\w+\n/, '')
export const yamlSnippet = <T>(heading: string, page?: string) => load(snippet(heading, page)) as T

export interface RunLike {
  /** Options of `podman run`. */
  readonly args: readonly string[]
  readonly image: string
}

type Section = Readonly<Record<string, readonly string[]>>

/** The sections of a unit, each with its keys in order. @throws Error for a line that is none */
export function readUnit(text: string): Readonly<Record<string, Section>> {
  const sections: Record<string, Record<string, string[]>> = {}
  let current: Record<string, string[]> | undefined
  for (const line of text.split('\n').filter((one) => one !== '' && !one.startsWith('#'))) {
    const [, name] = /^\[(\w+)\]$/.exec(line) ?? []
    const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? []
    if (name) {
      current = {}
      sections[name] = current
    } else if (key !== undefined && value !== undefined && current) {
      current[key] = [...(current[key] ?? []), value]
    } else throw new Error(`no line of a unit: ${line}`)
  }
  return sections
}

/** What each key of a quadlet becomes (podman-systemd.unit(5)). */
const quadletKeys: Readonly<Record<string, (value: string) => readonly string[]>> = {
  PublishPort: (value) => ['-p', value],
  Volume: (value) => ['-v', value],
  ReadOnly: (value) => [`--read-only=${value}`],
  DropCapability: (value) => [`--cap-drop=${value}`],
  NoNewPrivileges: (value) => (value === 'true' ? ['--security-opt', 'no-new-privileges'] : []),
}

/** @throws Error for a key that is not known here */
export function runOfQuadlet(text: string): RunLike {
  const { Container: container = {} } = readUnit(text)
  const { Image: [image = ''] = [], ...others } = container
  const args = Object.entries(others).flatMap(([key, values]) => {
    const option = quadletKeys[key]
    if (!option) throw new Error(`no key of a quadlet that is known here: ${key}`)
    return values.flatMap(option)
  })
  return { args, image }
}

interface Resource {
  readonly kind: string
  readonly metadata: { readonly name: string }
  // biome-ignore lint/suspicious/noExplicitAny: of any kind; what is used is checked.
  readonly spec: any
}

export const readManifests = (text: string) => loadAll(text) as Resource[]

const refuse = (unknown: object, what: string) => {
  const names = Object.keys(unknown)
  if (names.length > 0) throw new Error(`${what}: not known here: ${names.join(', ')}`)
}

/** The only container of a Deployment. @throws Error for a field that is not known here */
export function runOfPod(resources: readonly Resource[]): RunLike & { readonly probes: Probes } {
  const deployment = resources.find(({ kind }) => kind === 'Deployment')
  const pod = deployment?.spec.template.spec ?? {}
  const { terminationGracePeriodSeconds, automountServiceAccountToken, ...restOfPod } = pod
  const { securityContext: user, containers, volumes, ...unknownOfPod } = restOfPod
  refuse({ ...unknownOfPod }, 'a pod')
  const [{ name, image, env, ports, volumeMounts, resources: needs, ...rest }, ...more] = containers
  refuse(more, 'containers')
  const { readinessProbe, livenessProbe, securityContext: rights, ...unknown } = rest
  refuse(unknown, 'a container')
  const { runAsNonRoot, runAsUser, runAsGroup, fsGroup, ...unknownOfUser } = user
  refuse(unknownOfUser, 'a security context of a pod')
  const { readOnlyRootFilesystem, allowPrivilegeEscalation, capabilities, ...others } = rights
  refuse(others, 'a security context of a container')
  if (!runAsNonRoot || fsGroup !== runAsGroup) throw new Error('the user cannot use the volume')
  const claims = resources.filter(({ kind }) => kind === 'PersistentVolumeClaim')
  const args = [
    ...['--name', name, '--user', `${runAsUser}:${runAsGroup}`],
    ...env.flatMap((one: { name: string; value: string }) => ['-e', `${one.name}=${one.value}`]),
    ...ports.flatMap((one: { containerPort: number }) => [
      '-p',
      `${one.containerPort}:${one.containerPort}`,
    ]),
    ...volumeMounts.flatMap((mount: { name: string; mountPath: string }) => {
      const volume = volumes.find((one: { name: string }) => one.name === mount.name)
      const claim = volume?.persistentVolumeClaim.claimName
      if (!claims.some(({ metadata }) => metadata.name === claim)) throw new Error('no such claim')
      return ['-v', `${claim}-volume:${mount.mountPath}`]
    }),
    `--read-only=${readOnlyRootFilesystem}`,
    ...(allowPrivilegeEscalation ? [] : ['--security-opt', 'no-new-privileges']),
    ...capabilities.drop.map((one: string) => `--cap-drop=${one}`),
  ]
  if (!needs.limits.memory || !(terminationGracePeriodSeconds > 0)) throw new Error('no bounds')
  if (automountServiceAccountToken) throw new Error('it needs no token')
  return { args, image, probes: { readinessProbe, livenessProbe } }
}

interface Probes {
  readonly readinessProbe: { readonly httpGet: { readonly path: string; readonly port: number } }
  readonly livenessProbe: { readonly tcpSocket: { readonly port: number } }
}
