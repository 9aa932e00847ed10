import { useState } from 'react'
import type { CatalogueProcedure } from '../api-types.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { capitalise, counted } from '../ui/format.ts'
import { Section } from '../ui/page.tsx'
import { Popup, PopupChoice, PopupTitle } from '../ui/popup.tsx'
import { matchText } from '../ui/text-match.ts'
import styles from './procedures.module.css'
import { KIND_WORDS, subjectOf } from './words.ts'

const PROCEDURES = ['процедура', 'процедуры', 'процедур'] as const

export interface CatalogueProps {
  procedures: readonly CatalogueProcedure[]
  /** Null for whoever only reads. */
  onAsk: ((asked: Asked) => void) | null
}

/** What is being written down; a procedure only where the person came from one. */
export type Asked =
  | { form: 'break'; procedure: CatalogueProcedure | null }
  | { form: 'scale'; procedure: CatalogueProcedure | null; schoolYear: number | null }

/** Every procedure the system knows: a line for a subject, a button for each grade. */
export function CatalogueSection({ procedures, onAsk }: CatalogueProps) {
  const [text, setText] = useState('')
  const found = procedures.filter(({ name, shortName }) => matchText(`${name} ${shortName}`, text))
  const kinds = [...new Set(found.map((procedure) => procedure.kind))]
  return (
    <Section
      title={`Справочник: ${counted(procedures.length, PROCEDURES)}`}
      note="Процедуры, которых здесь нет, заводятся сами, когда встречаются в файле."
    >
      <div className={styles.search}>
        <TextField
          label="Найти процедуру"
          quietLabel
          type="search"
          placeholder="Найти процедуру"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      {found.length === 0 && <p className="secondary">Такой процедуры в справочнике нет.</p>}
      <div className={styles.kinds}>
        {kinds.map((kind) => (
          <Kind
            key={kind}
            kind={kind}
            procedures={found.filter((item) => item.kind === kind)}
            onAsk={onAsk}
          />
        ))}
      </div>
    </Section>
  )
}

function Kind({ kind, procedures, onAsk }: CatalogueProps & { kind: string }) {
  const hasGrades = procedures.some((item) => / класс$/.test(item.name))
  const subjects = [...new Set(procedures.map(subjectOf))]
  return (
    <section className={styles.kind}>
      <h3>{KIND_WORDS[kind] ?? kind}</h3>
      {hasGrades ? (
        <dl className={styles.subjects}>
          {subjects.map((subject) => (
            <div key={subject}>
              <dt>{capitalise(subject)}</dt>
              <dd className={styles.chips}>
                {procedures
                  .filter((item) => subjectOf(item) === subject)
                  .sort((a, b) => (a.programmeGrade ?? 0) - (b.programmeGrade ?? 0))
                  .map((item) => (
                    <Chip
                      key={item.code}
                      procedure={item}
                      words={item.programmeGrade === null ? item.shortName : `${item.programmeGrade}`}
                      onAsk={onAsk}
                    />
                  ))}
              </dd>
            </div>
          ))}
        </dl>
      ) : (
        <div className={styles.chips}>
          {procedures.map((item) => (
            <Chip key={item.code} procedure={item} words={capitalise(subjectOf(item))} onAsk={onAsk} />
          ))}
        </div>
      )}
    </section>
  )
}

interface ChipProps {
  procedure: CatalogueProcedure
  words: string
  onAsk: CatalogueProps['onAsk']
}

function Chip({ procedure, words, onAsk }: ChipProps) {
  const isMarked = procedure.breaks.length + procedure.scales.length > 0
  const name = `${procedure.name}${isMarked ? ', есть пометки' : ''}`
  if (!onAsk)
    return (
      <span className={styles.plainChip} title={name} data-marked={isMarked || undefined}>
        {words}
      </span>
    )
  return (
    <Popup
      label={procedure.name}
      button={({ toggle, isOpen }) => (
        <Button
          small
          className={styles.chip}
          onClick={toggle}
          aria-expanded={isOpen}
          aria-label={name}
          data-marked={isMarked || undefined}
        >
          {words}
        </Button>
      )}
    >
      {(close) => (
        <>
          <PopupTitle>{procedure.name}</PopupTitle>
          <PopupChoice
            onChoose={() => {
              close()
              onAsk({ form: 'break', procedure })
            }}
          >
            Отметить год, который нельзя сравнивать
          </PopupChoice>
          <PopupChoice
            onChoose={() => {
              close()
              onAsk({ form: 'scale', procedure, schoolYear: null })
            }}
          >
            Задать шкалу отметок
          </PopupChoice>
        </>
      )}
    </Popup>
  )
}
