import { useState } from 'react'
import { Button } from '../button.tsx'
import { classes } from '../classes.ts'
import { formatNumber } from '../format.ts'
import { Popup } from '../popup.tsx'
import { matchText } from '../text-match.ts'
import styles from './filter-sentence.module.css'
import { countOptions, type Filter, filterWords } from './table-model.ts'
import type { Chosen } from './table-search.ts'

interface FilterSentenceProps<Row> {
  rows: readonly Row[]
  filters: readonly Filter<Row>[]
  chosen: Chosen
  onChoose: (chosen: Chosen) => void
}

/** The filters as a sentence whose words can be changed: «район: все; кластер: сильно неуспевающие». */
export function FilterSentence<Row>({ rows, filters, chosen, onChoose }: FilterSentenceProps<Row>) {
  const isNarrowed = filters.some((filter) => (chosen[filter.id] ?? []).length > 0)
  return (
    <div className={classes(styles.sentence, 'no-print')} role="group" aria-label="Отбор строк">
      {filters.map((filter, index) => {
        const words = filterWords(filter, chosen)
        const isChosen = words !== filter.all
        return (
          <span key={filter.id} className={styles.part}>
            <Popup
              label={`Отбор: ${filter.label}`}
              button={({ toggle, isOpen }) => (
                <button
                  type="button"
                  onClick={toggle}
                  aria-expanded={isOpen}
                  className={classes(styles.words, isChosen && styles.chosen)}
                >
                  <span className={styles.label}>{filter.label}:</span>{' '}
                  <span className={styles.value}>{words}</span>
                </button>
              )}
            >
              <Options rows={rows} filters={filters} chosen={chosen} filter={filter} onChoose={onChoose} />
            </Popup>
            {index < filters.length - 1 ? ';' : ''}
          </span>
        )
      })}
      {isNarrowed && (
        <Button look="quiet" small onClick={() => onChoose({})}>
          Показать все
        </Button>
      )}
    </div>
  )
}

function Options<Row>(props: FilterSentenceProps<Row> & { filter: Filter<Row> }) {
  const { filter, chosen, onChoose } = props
  const [sought, setSought] = useState('')
  const counts = countOptions(props.rows, props.filters, chosen, filter)
  const wanted = chosen[filter.id] ?? []
  const isLong = filter.options.length > 10
  const options = filter.options.filter((option) => matchText(option.label, sought))
  const toggle = (value: string) =>
    onChoose({
      ...chosen,
      [filter.id]: wanted.includes(value) ? wanted.filter((item) => item !== value) : [...wanted, value],
    })
  return (
    <>
      {isLong && (
        <input
          className={styles.search}
          data-autofocus
          placeholder="Начните вводить"
          aria-label={`Найти в списке «${filter.label}»`}
          value={sought}
          onChange={(event) => setSought(event.target.value)}
        />
      )}
      <button
        type="button"
        className={styles.all}
        aria-pressed={wanted.length === 0}
        onClick={() => onChoose({ ...chosen, [filter.id]: [] })}
      >
        {filter.all}
      </button>
      {options.map((option) => (
        <label key={option.value} className={styles.option}>
          <input
            type="checkbox"
            checked={wanted.includes(option.value)}
            onChange={() => toggle(option.value)}
          />
          <span>{option.label}</span>
          <span className={styles.count}>{formatNumber(counts.get(option.value) ?? 0, 0)}</span>
        </label>
      ))}
      {options.length === 0 && <p className={styles.nothing}>Ничего не нашлось</p>}
    </>
  )
}
