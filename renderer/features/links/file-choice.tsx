import { useId } from 'react'
import type { ChosenFile } from '../../../main/bridge.ts'
import type { App } from '../../../server/api/schemas/apps.ts'
import { asked, desktop } from '../../state/desktop.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Failure } from '../../ui/problem.tsx'
import { useAction } from '../../ui/use-action.ts'
import { fileName, folderOf } from './link-state.ts'

interface FileChoiceProps {
  app: App
  chosen: ChosenFile | undefined
  onChosen: (file: ChosenFile) => void
  isMissing: boolean
}

/** The file, or the folder that the app exports into: by the dialog of the system. */
export function FileChoice({ app, chosen, onChosen, isMissing }: FileChoiceProps) {
  const { t } = useSpeech()
  const id = useId()
  const choose = useAction(async (kind: 'file' | 'folder') => {
    const file = desktop && (await asked(desktop.chooseFile(kind)))
    // Undefined: the dialog was closed, and what was chosen before stands.
    if (file) onChosen(file)
  })
  return (
    <fieldset className="field" aria-describedby={isMissing ? `${id}-error` : undefined}>
      <legend className="field-legend">{t('files.fileTitle')}</legend>
      {chosen ? (
        <p className="chosen-file">
          <Icon name="check" />
          <span>
            <strong>{fileName(chosen.path)}</strong>
            <span className="soft small option-hint">{folderOf(chosen.path)}</span>
          </span>
        </p>
      ) : (
        <p className="field-hint">{t('files.fileHint', { app: app.name })}</p>
      )}
      <div className="actions">
        <Button
          icon="file"
          busy={choose.busy}
          data-missing={isMissing || undefined}
          onClick={() => void choose.start('file')}
        >
          {chosen ? t('files.chooseOtherFile') : t('files.chooseFile')}
        </Button>
        <Button kind="quiet" icon="folder" onClick={() => void choose.start('folder')}>
          {t('files.chooseFolder')}
        </Button>
      </div>
      <p className="field-hint">{t('files.folderHint')}</p>
      {isMissing && (
        <p id={`${id}-error`} className="field-error" role="alert">
          {t('files.fileMissing')}
        </p>
      )}
      <Failure error={choose.error} />
    </fieldset>
  )
}
