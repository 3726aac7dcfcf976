import type { FilesSummary } from '../../../server/api/schemas/slots.ts'
import { Rich } from '../../texts/rich.tsx'
import { useSpeech } from '../../texts/speech.tsx'
import { When } from '../../ui/when.tsx'

/** The files of an app at a glance: how many, how large, and what changed last. */
export function FilesLine({ files }: { files: FilesSummary }) {
  const { t, formats } = useSpeech()
  const { count, size, deleted, lastChange } = files
  return (
    <p className="current-version">
      <span className="current-number">{t('fileList.count', { n: count })}</span>
      {count > 0 && <span>{formats.size(size)}</span>}
      {count === 0 && deleted > 0 && <span>{t('fileList.deletedCount', { n: deleted })}</span>}
      {lastChange && (
        <span>
          <Rich
            text="fileList.lastChange"
            values={{ time: <When at={lastChange.at} />, device: lastChange.deviceName }}
          />
        </span>
      )}
    </p>
  )
}
