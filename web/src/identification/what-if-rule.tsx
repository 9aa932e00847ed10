import { Fragment } from 'react'
import type { MethodologyControls, RuleChanges, RulePhrase, RuleSetting } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { Tick } from '../ui/field.tsx'
import styles from './what-if.module.css'
import { SettingControl, SettingSlider } from './what-if-control.tsx'
import { settingValue, withChange } from './what-if-search.ts'

interface RuleProps {
  controls: MethodologyControls
  changes: RuleChanges
  onChanges: (changes: RuleChanges) => void
}

/** The rule in plain words; its numbers are where they stand in the sentence. */
export function WhatIfRule({ controls, changes, onChanges }: RuleProps) {
  const settings = new Map(controls.settings.map((setting) => [setting.id, setting]))
  const set = (setting: RuleSetting, value: RuleChanges[string]) =>
    onChanges(withChange(changes, setting, value))
  const threshold = settings.get('threshold')
  return (
    <section className={styles.rule} aria-label="Правило">
      <div className={styles.ruleHead}>
        <h2>Правило</h2>
        {Object.keys(changes).length > 0 && (
          <Button small look="quiet" onClick={() => onChanges({})}>
            Вернуть как в методике
          </Button>
        )}
      </div>
      {threshold?.type === 'number' && (
        <SettingSlider
          setting={threshold}
          value={Number(settingValue(changes, threshold))}
          onValue={(value) => set(threshold, value)}
        />
      )}
      <ul className={styles.phrases}>
        {controls.phrases.map((phrase) => (
          <Phrase
            key={phrase.used ?? JSON.stringify(phrase.parts)}
            phrase={phrase}
            settings={settings}
            changes={changes}
            set={set}
          />
        ))}
      </ul>
    </section>
  )
}

interface PhraseProps {
  phrase: RulePhrase
  settings: Map<string, RuleSetting>
  changes: RuleChanges
  set: (setting: RuleSetting, value: RuleChanges[string]) => void
}

function Phrase({ phrase, settings, changes, set }: PhraseProps) {
  const used = phrase.used === null ? undefined : settings.get(phrase.used)
  const isUsed = !used || settingValue(changes, used) === 'yes'
  const parts = shownParts(phrase, settings, changes)
  return (
    <li
      className={styles.phrase}
      data-off={!isUsed || undefined}
      style={{ '--level': phrase.level } as React.CSSProperties}
    >
      {used && (
        <Tick checked={isUsed} onChange={(isTicked) => set(used, isTicked ? 'yes' : 'no')}>
          {isUsed ? 'Условие учитывается' : 'Условие не учитывается'}
        </Tick>
      )}
      {isUsed && (
        <p className={styles.words}>
          {parts.map((part, index) => {
            // biome-ignore lint/suspicious/noArrayIndexKey: words keep their places in a sentence
            if ('text' in part) return <span key={index}>{part.text} </span>
            const setting = settings.get(part.setting)!
            return (
              <Fragment key={setting.id}>
                <SettingControl
                  setting={setting}
                  value={settingValue(changes, setting)}
                  onValue={(value) => set(setting, value)}
                />{' '}
              </Fragment>
            )
          })}
        </p>
      )}
    </li>
  )
}

/** How years are joined matters only for several of them; a quota that is not asked for has no numbers. */
function shownParts(
  { parts }: RulePhrase,
  settings: Map<string, RuleSetting>,
  changes: RuleChanges,
): RulePhrase['parts'] {
  const valueAt = (id: string) => {
    const setting = settings.get(id)
    return setting && settingValue(changes, setting)
  }
  const join = parts.findIndex((part) => 'setting' in part && part.setting === QUOTA)
  if (join >= 0 && valueAt(QUOTA) === 'none') return parts.slice(0, join + 1)
  return parts.filter((part) => {
    if ('text' in part || !part.setting.endsWith('.combine')) return true
    return valueAt(part.setting.replace('.combine', '.years')) !== '1'
  })
}

const QUOTA = 'added-quota.join'
