export interface CommandFacts {
  /** The base address of the hub. */
  hub: string
  key: string
  deviceName: string
  fileName: string
}

/** A text as one word for a POSIX shell, whatever is in it. */
export const shellWord = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

const endpoint = (hub: string) => `${hub.replace(/\/+$/, '')}/api/v1/sync/update`

const post = ({ hub, key }: CommandFacts) => [
  `curl ${shellWord(endpoint(hub))} \\`,
  `  -H ${shellWord(`Authorization: ${key}`)} \\`,
  `  -H 'Content-Type: application/json' \\`,
]

/** Sends an export file as it is, as this device. */
export function sendCommand(facts: CommandFacts): string {
  const fields = '{$deviceName, savedTs: (now | todate), $settings}'
  return [
    `jq -n --arg deviceName ${shellWord(facts.deviceName)} \\`,
    `  --rawfile settings ${shellWord(facts.fileName)} \\`,
    `  ${shellWord(fields)} |`,
    ...post(facts),
    '  -d @-',
  ].join('\n')
}

/** A stamp that means "never saved": it wins against nothing, so the hub's copy comes back. */
const never = '1900-01-01T00:00:00.000Z'

/** Asks for the newest settings without changing them. */
export function fetchCommand(facts: CommandFacts): string {
  const body = { deviceName: facts.deviceName, savedTs: never, settings: '' }
  return [...post(facts), `  -d ${shellWord(JSON.stringify(body))}`].join('\n')
}
