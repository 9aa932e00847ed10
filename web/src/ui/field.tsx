import { type InputHTMLAttributes, type ReactNode, type Ref, type SelectHTMLAttributes, useId } from 'react'
import { classes } from './classes.ts'
import styles from './field.module.css'

interface FieldShape {
  label: ReactNode
  hint?: ReactNode
  /** What is not right and what to write instead. */
  fault?: string | null
  /** The label is only read aloud: for a field whose place says what it is. */
  quietLabel?: boolean
}

function Field(props: FieldShape & { id: string; children: ReactNode }) {
  return (
    <div className={styles.field}>
      <label htmlFor={props.id} className={props.quietLabel ? 'visually-hidden' : styles.label}>
        {props.label}
      </label>
      {props.hint && (
        <p id={`${props.id}-hint`} className={styles.hint}>
          {props.hint}
        </p>
      )}
      {props.children}
      {props.fault && (
        <p id={`${props.id}-fault`} className={styles.fault}>
          {props.fault}
        </p>
      )}
    </div>
  )
}

const describedBy = (id: string, { hint, fault }: FieldShape) =>
  [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ') || undefined

type TextFieldProps = FieldShape & InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement> }

export function TextField({ label, hint, fault, quietLabel, className, ...rest }: TextFieldProps) {
  const id = useId()
  const shape = { label, hint, fault, quietLabel }
  return (
    <Field {...shape} id={id}>
      <input
        {...rest}
        id={id}
        className={classes(styles.input, className)}
        aria-invalid={fault ? true : undefined}
        aria-describedby={describedBy(id, shape)}
      />
    </Field>
  )
}

type TextAreaProps = FieldShape & {
  value: string
  onValue: (value: string) => void
  rows?: number
  maxLength?: number
}

export function TextArea({ label, hint, fault, quietLabel, onValue, ...rest }: TextAreaProps) {
  const id = useId()
  const shape = { label, hint, fault, quietLabel }
  return (
    <Field {...shape} id={id}>
      <textarea
        rows={3}
        {...rest}
        id={id}
        className={styles.input}
        onChange={(event) => onValue(event.target.value)}
        aria-invalid={fault ? true : undefined}
        aria-describedby={describedBy(id, shape)}
      />
    </Field>
  )
}

export interface Choice {
  value: string
  label: string
}

type SelectProps = FieldShape &
  Omit<SelectHTMLAttributes<HTMLSelectElement>, 'onChange'> & {
    choices: readonly Choice[]
    onValue: (value: string) => void
  }

/** The system's own list: it is the best one on a phone and for a screen reader. */
export function Select({
  label,
  hint,
  fault,
  quietLabel,
  choices,
  onValue,
  className,
  ...rest
}: SelectProps) {
  const id = useId()
  const shape = { label, hint, fault, quietLabel }
  return (
    <Field {...shape} id={id}>
      <select
        {...rest}
        id={id}
        className={classes(styles.input, styles.select, className)}
        onChange={(event) => onValue(event.target.value)}
        aria-invalid={fault ? true : undefined}
        aria-describedby={describedBy(id, shape)}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </Field>
  )
}

interface TickProps {
  checked: boolean
  onChange: (checked: boolean) => void
  children: ReactNode
  hint?: ReactNode
  type?: 'checkbox' | 'radio'
  name?: string
}

/** A box to tick, or one choice of a few (`type="radio"`), with its words as the target. */
export function Tick({ checked, onChange, children, hint, type = 'checkbox', name }: TickProps) {
  const id = useId()
  return (
    <div className={styles.tick}>
      <input
        type={type}
        id={id}
        name={name}
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        aria-describedby={hint ? `${id}-hint` : undefined}
      />
      <div>
        <label htmlFor={id}>{children}</label>
        {hint && (
          <p id={`${id}-hint`} className={styles.hint}>
            {hint}
          </p>
        )}
      </div>
    </div>
  )
}

interface SegmentsProps {
  label: string
  value: string
  choices: readonly Choice[]
  onValue: (value: string) => void
}

/** Few exclusive choices side by side. */
export function Segments({ label, value, choices, onValue }: SegmentsProps) {
  return (
    <fieldset className={styles.segments}>
      <legend className="visually-hidden">{label}</legend>
      {choices.map((choice) => (
        <button
          type="button"
          key={choice.value}
          aria-pressed={choice.value === value}
          onClick={() => onValue(choice.value)}
        >
          {choice.label}
        </button>
      ))}
    </fieldset>
  )
}
