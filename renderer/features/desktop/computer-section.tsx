import { asked, desktop, useDesktop } from '../../state/desktop.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Skeleton } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Failure, Problem } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { Switch } from '../../ui/switch.tsx'
import { useAction } from '../../ui/use-action.ts'
import { Updates } from './updates.tsx'

/** The program that the hub runs in: how it starts, renews itself, rests and stays. */
export function ComputerSection() {
  const { t } = useSpeech()
  const { state, problem, reload } = useDesktop()
  const { start, error } = useAction((work: Promise<void>) => asked(work))
  if (!desktop) return null
  const program = desktop
  return (
    <Section title={t('computer.title')}>
      {problem && <Problem error={problem} onRetry={reload} />}
      {!state && !problem && <Skeleton lines={5} />}
      {state && (
        <div className="computer">
          {state.tray ? (
            <p className="soft">{t('computer.tray')}</p>
          ) : (
            <Notice>
              <strong>{t('computer.noTray')}</strong>
              <p>{t(`computer.noTray.${program.platform}`)}</p>
            </Notice>
          )}
          <div className="switches">
            <Switch
              on={state.startAtLogin.on}
              disabled={!state.startAtLogin.possible}
              hint={t(state.startAtLogin.possible ? 'computer.loginWhat' : 'computer.loginNot')}
              onChange={(on) => void start(program.setStartAtLogin(on))}
            >
              {t('computer.login')}
            </Switch>
            <Switch
              on={state.paused}
              hint={t('computer.pauseWhat')}
              onChange={(on) => void start(program.setPaused(on))}
            >
              {t('computer.pause')}
            </Switch>
            <Switch
              on={state.updates.on}
              disabled={state.updates.step === 'not-possible'}
              hint={t('computer.updatesWhat')}
              onChange={(on) => void start(program.setUpdates(on))}
            >
              {t('computer.updates')}
            </Switch>
          </div>
          <Updates updates={state.updates} />
          <div className="data-folder">
            <div>
              <h3 className="small-title">{t('status.folder')}</h3>
              <code>{state.dataFolder}</code>
            </div>
            <Button icon="folder" onClick={() => void start(program.showDataFolder())}>
              {t('computer.showFolder')}
            </Button>
          </div>
          <Failure error={error} />
        </div>
      )}
    </Section>
  )
}
