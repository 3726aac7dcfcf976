import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { LoadedView, Skeleton } from '../../ui/loading.tsx'
import { Section } from '../../ui/section.tsx'
import './notify.css'
import { TargetDialog } from './target-dialog.tsx'
import { TargetRow } from './target-row.tsx'
import {
  refreshTargets,
  type TargetTask,
  targetCalls,
  targetsResource,
  titleOf,
} from './targets.ts'

/** Where the owner is told of what happens while no window is open. */
export function NotifySection() {
  const { t } = useSpeech()
  const targets = useQuery(targetsResource)
  const [task, setTask] = useState<TargetTask>()
  const close = () => setTask(undefined)
  return (
    <Section
      title={t('notify.title')}
      lead={t('notify.lead')}
      actions={
        <Button icon="add" onClick={() => setTask({ kind: 'add' })}>
          {t('notify.add')}
        </Button>
      }
    >
      <LoadedView from={targets} skeleton={<Skeleton lines={2} />}>
        {(all) =>
          all.length === 0 ? (
            <p className="empty">{t('notify.none')}</p>
          ) : (
            <ul className="rows">
              {all.map((target) => (
                <TargetRow key={target.id} target={target} onTask={setTask} />
              ))}
            </ul>
          )
        }
      </LoadedView>
      {task?.kind === 'add' && <TargetDialog onClose={close} />}
      {task?.kind === 'change' && <TargetDialog target={task.target} onClose={close} />}
      {task?.kind === 'remove' && (
        <Confirm
          title={t('notify.removeTitle', { name: titleOf(task.target) })}
          action={t('notify.remove')}
          onConfirm={async () => {
            await targetCalls.remove(task.target.id)
            await refreshTargets()
          }}
          onClose={close}
        >
          <p>{t('notify.removeWhat')}</p>
        </Confirm>
      )}
    </Section>
  )
}
