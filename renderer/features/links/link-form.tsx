import { useState } from 'react'
import type { ChosenFile } from '../../../main/bridge.ts'
import type { App } from '../../../server/api/schemas/apps.ts'
import { asked, desktop } from '../../state/desktop.ts'
import { showToast } from '../../state/toasts.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Failure } from '../../ui/problem.tsx'
import { Steps } from '../../ui/steps.tsx'
import { useAction } from '../../ui/use-action.ts'
import { FileChoice } from './file-choice.tsx'
import { HubChoice } from './hub-choice.tsx'
import { type HubWish, hubOf, isWhole, thisHub } from './hub-wish.ts'
import { fileName } from './link-state.ts'
import { OptionList } from './option-list.tsx'

interface LinkFormProps {
  app: App
  onBack: () => void
  onClose: () => void
}

/** Which file it is, with which hub, and whether newer settings come back into it. */
export function LinkForm({ app, onBack, onClose }: LinkFormProps) {
  const { t } = useSpeech()
  const [file, setFile] = useState<ChosenFile>()
  const [hub, setHub] = useState<HubWish>(thisHub)
  const [way, setWay] = useState<'send' | 'both'>('send')
  const [checked, setChecked] = useState(false)
  const { start, busy, error } = useAction(async (choice: string) => {
    if (!desktop) return
    const link = await asked(
      desktop.addLink({ choice, app: app.type, writeBack: way === 'both', ...hubOf(hub) }),
    )
    showToast(t('files.added', { file: fileName(link.path) }))
    onClose()
  })
  return (
    <form
      className="form link-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setChecked(true)
        if (file && isWhole(hub)) void start(file.choice)
        else {
          const form = event.currentTarget
          setTimeout(() =>
            form.querySelector<HTMLElement>('[aria-invalid], [data-missing]')?.focus(),
          )
        }
      }}
    >
      <FileChoice
        app={app}
        chosen={file}
        onChosen={setFile}
        isMissing={checked && file === undefined}
      />
      {app.steps.export.length > 0 && (
        <details className="fold">
          <summary>{t('files.howExport', { app: app.name })}</summary>
          <Steps title={t('export.out')} steps={app.steps.export} />
        </details>
      )}
      <OptionList
        label={t('files.wayTitle')}
        value={way}
        onValue={setWay}
        options={(['send', 'both'] as const).map((value) => ({
          value,
          label: t(`files.way.${value}`),
          hint: t(`files.way.${value}What`, { app: app.name }),
        }))}
      />
      <HubChoice app={app} wish={hub} onWish={setHub} checked={checked} />
      <Failure error={error} />
      <div className="actions end">
        <Button kind="quiet" icon="back" onClick={onBack}>
          {t('files.otherApp')}
        </Button>
        <Button kind="primary" icon="link" type="submit" busy={busy}>
          {t('files.link')}
        </Button>
      </div>
    </form>
  )
}
