import type { RuleChanges, RuleSetting } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { Tick } from '../ui/field.tsx'
import { Popup, PopupTitle } from '../ui/popup.tsx'
import styles from './what-if.module.css'

type Value = RuleChanges[string]

interface ControlProps {
  setting: RuleSetting
  value: Value
  onValue: (value: Value) => void
}

/** A number or a choice standing inside the sentence of a rule. */
export function SettingControl({ setting, value, onValue }: ControlProps) {
  switch (setting.type) {
    case 'number':
      return <NumberControl setting={setting} value={Number(value)} onValue={onValue} />
    case 'choice':
      return (
        <select
          className={styles.choice}
          aria-label={setting.label}
          data-changed={value !== setting.value || undefined}
          value={String(value)}
          onChange={(event) => onValue(event.target.value)}
        >
          {setting.choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      )
    case 'set':
      return <SetControl setting={setting} value={Array.isArray(value) ? value : []} onValue={onValue} />
  }
}

type NumberSetting = Extract<RuleSetting, { type: 'number' }>

/** Hundredths of a percent are shown as percent. */
const unitOf = (setting: NumberSetting): number => (setting.unit === 'percent' ? 100 : 1)

function NumberControl({
  setting,
  value,
  onValue,
}: {
  setting: NumberSetting
  value: number
  onValue: (value: Value) => void
}) {
  const unit = unitOf(setting)
  return (
    <span className={styles.number} data-changed={value !== setting.value || undefined}>
      <input
        type="number"
        aria-label={setting.label}
        value={value / unit}
        min={setting.min / unit}
        max={setting.max / unit}
        step={setting.step / unit}
        onChange={(event) => {
          const next = Math.round(event.target.valueAsNumber * unit)
          // While a number is being typed it may be nothing, or out of bounds: the rule keeps its last good one.
          if (next >= setting.min && next <= setting.max) onValue(next)
        }}
      />
      {setting.unit === 'percent' && '%'}
    </span>
  )
}

/** The same number as a slider, for a threshold that is looked for by dragging. */
export function SettingSlider({
  setting,
  value,
  onValue,
}: {
  setting: NumberSetting
  value: number
  onValue: (value: Value) => void
}) {
  const unit = unitOf(setting)
  const most = Math.min(setting.max, 6_000)
  return (
    <label className={styles.slider}>
      <span className={styles.sliderName}>{setting.label}</span>
      <input
        type="range"
        value={value}
        min={setting.min}
        max={most}
        step={setting.step}
        aria-valuetext={`${value / unit} процентов`}
        onChange={(event) => onValue(event.target.valueAsNumber)}
      />
      <span className={styles.sliderEnds} aria-hidden="true">
        <span>{setting.min / unit} %</span>
        <span>{most / unit} %</span>
      </span>
    </label>
  )
}

function SetControl({
  setting,
  value,
  onValue,
}: {
  setting: Extract<RuleSetting, { type: 'set' }>
  value: string[]
  onValue: (value: Value) => void
}) {
  const all = setting.choices.length
  const isProcedures = setting.id.endsWith('.procedures')
  const words =
    value.length === all
      ? `все ${all}`
      : value.length === 0
        ? 'никакие не исключены'
        : `${value.length} из ${all}`
  return (
    <Popup
      label={setting.label}
      button={({ toggle, isOpen }) => (
        <Button
          small
          className={styles.set}
          onClick={toggle}
          aria-expanded={isOpen}
          aria-label={`${setting.label}: ${words}`}
          data-changed={value.length !== setting.value.length || undefined}
        >
          {words}
        </Button>
      )}
    >
      <PopupTitle>{setting.label}</PopupTitle>
      {setting.choices.map((choice) => (
        <Tick
          key={choice.value}
          checked={value.includes(choice.value)}
          onChange={(isTicked) => {
            const next = setting.choices
              .map((one) => one.value)
              .filter((one) => (one === choice.value ? isTicked : value.includes(one)))
            // A rule about no procedure at all would say nothing.
            if (next.length > 0 || !isProcedures) onValue(next)
          }}
        >
          {choice.label}
        </Tick>
      ))}
    </Popup>
  )
}
