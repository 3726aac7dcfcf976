import { useQuery } from '@tanstack/react-query'
import type { LinkView, Question } from '../../../server/links/link.ts'
import { asked, desktop } from '../../state/desktop.ts'
import { resources } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Failure } from '../../ui/problem.tsx'
import { useAction } from '../../ui/use-action.ts'
import { When } from '../../ui/when.tsx'

interface LinkQuestionProps {
  link: LinkView
  question: Question
  /** Of the app. */
  name: string
}

/** What a link has found, before anything of it is sent: a person says whether it is meant. */
export function LinkQuestion({ link, question, name }: LinkQuestionProps) {
  const { t, formats } = useSpeech()
  const apps = useQuery(resources.apps).data
  const answer = useAction(async (isMeant: boolean) => {
    if (desktop) await asked(desktop.answerLink(link.id, isMeant))
  })
  const { looks } = question
  const other = apps?.find(({ type }) => type === looks)?.name ?? looks
  const kind = looks === link.app ? 'own' : looks === '' ? 'unknown' : 'other'
  return (
    <Notice tone="warning">
      <p>
        <strong>{t('files.question.title', { file: question.name })}</strong>
      </p>
      <p>
        {formats.size(question.size)} · {t('upload.saved')}{' '}
        <When at={new Date(question.savedAt).toISOString()} />
      </p>
      <p>{t(`files.question.${kind}`, { app: name, other })}</p>
      <Failure error={answer.error} />
      <div className="actions">
        <Button
          kind="primary"
          icon="upload"
          busy={answer.busy}
          onClick={() => void answer.start(true)}
        >
          {t('files.question.yes')}
        </Button>
        <Button disabled={answer.busy} onClick={() => void answer.start(false)}>
          {t('files.question.no')}
        </Button>
      </div>
    </Notice>
  )
}
