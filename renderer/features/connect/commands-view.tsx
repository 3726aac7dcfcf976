import { useQuery } from '@tanstack/react-query'
import type { App } from '../../../server/api/schemas/apps.ts'
import { resources } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { CopyField } from '../../ui/copy.tsx'
import { type CommandFacts, fetchCommand, sendCommand } from './commands.ts'

/** Ready commands for whoever carries the export by a script. */
export function Commands({ app, facts }: { app: App; facts: CommandFacts }) {
  const { t } = useSpeech()
  const slots = useQuery(resources.slots)
  // Asking an empty slot would put the question there as its first settings.
  const holds = slots.data?.slots.some((slot) => slot.app === app.type && slot.current) ?? false
  return (
    <details className="fold" open={app.connects === 'file'}>
      <summary>{t('connect.script')}</summary>
      <CopyField multiline label={t('connect.send')} text={sendCommand(facts)} />
      {holds && <CopyField multiline label={t('connect.fetch')} text={fetchCommand(facts)} />}
    </details>
  )
}
