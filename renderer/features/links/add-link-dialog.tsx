import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { App } from '../../../server/api/schemas/apps.ts'
import { resources } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { LoadedView, Skeleton } from '../../ui/loading.tsx'
import { AppPicker } from '../apps/app-picker.tsx'
import { NewAppForm } from '../apps/new-app-form.tsx'
import { LinkForm } from './link-form.tsx'

interface AddLinkDialogProps {
  /** The type of the app that is chosen already. */
  app?: string | undefined
  /** It is for an app that is not in the list. */
  other?: boolean
  onClose: () => void
}

type Step = { name: 'app' } | { name: 'other' } | { name: 'file'; app: App }

/** Links a file in two steps: whose settings are in it, then which file it is. */
export function AddLinkDialog({ app, other = false, onClose }: AddLinkDialogProps) {
  const { t } = useSpeech()
  const apps = useQuery(resources.apps)
  const [chosen, setChosen] = useState<Step>()
  const given = apps.data?.find(({ type, on }) => type === app && on)
  const first: Step = given
    ? { name: 'file', app: given }
    : { name: app === undefined && other ? 'other' : 'app' }
  const step = chosen ?? first
  return (
    <Dialog
      title={step.name === 'file' ? t('files.addFor', { app: step.app.name }) : t('files.add')}
      onClose={onClose}
      wide={step.name === 'file'}
      step={step.name}
    >
      {step.name === 'app' && (
        <>
          <p className="picker-lead">{t('files.whichApp')}</p>
          <LoadedView from={apps} skeleton={<Skeleton lines={5} />}>
            {(all) => (
              <AppPicker
                // What is no text is not kept in step by its file.
                apps={all.filter((app) => app.export.format !== 'bytes')}
                first="file"
                onPick={(picked) => setChosen({ name: 'file', app: picked })}
                onOther={() => setChosen({ name: 'other' })}
              />
            )}
          </LoadedView>
        </>
      )}
      {step.name === 'other' && (
        <NewAppForm
          onMade={(made) => setChosen({ name: 'file', app: made })}
          onBack={() => setChosen({ name: 'app' })}
        />
      )}
      {step.name === 'file' && (
        <LinkForm
          key={step.app.type}
          app={step.app}
          onBack={() => setChosen({ name: 'app' })}
          onClose={onClose}
        />
      )}
    </Dialog>
  )
}
