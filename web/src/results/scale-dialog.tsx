import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { saveScale } from '../api-places.ts'
import type { CatalogueProcedure, MarkScale } from '../api-types.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { Select, TextField } from '../ui/field.tsx'
import { formatSchoolYear } from '../ui/format.ts'
import styles from './procedures.module.css'
import { SCORE_WORDS, yearChoices } from './words.ts'

interface ScaleDialogProps {
  regionId: number
  procedures: readonly CatalogueProcedure[]
  procedure: CatalogueProcedure | null
  /** Of the scale that is changed; null for a new one. */
  schoolYear: number | null
  newest: number
  onClose: () => void
}

const MARKS = ['3', '4', '5'] as const

/** The least score of each mark in a year; below «3» is «2». */
export function ScaleDialog({ regionId, procedures, newest, onClose, ...given }: ScaleDialogProps) {
  const client = useQueryClient()
  const before = given.procedure?.scales.find((scale) => scale.schoolYear === given.schoolYear)
  const [code, setCode] = useState(given.procedure?.code ?? 'oge-ma')
  const [schoolYear, setYear] = useState(given.schoolYear ?? newest)
  const [scoreKind, setKind] = useState<MarkScale['scoreKind']>(before?.scoreKind ?? 'primary')
  const [texts, setTexts] = useState(() => MARKS.map((mark) => String(before?.bounds[mark] ?? '')))
  const [source, setSource] = useState(before?.source ?? '')
  const [isTried, setTried] = useState(false)
  const [three = Number.NaN, four = Number.NaN, five = Number.NaN] = texts.map((text) =>
    text.trim() === '' ? Number.NaN : Number(text.replace(',', '.')),
  )
  const isGrowing = three >= 0 && three < four && four < five
  const save = useMutation({
    mutationFn: () =>
      saveScale(regionId, {
        procedure: code,
        schoolYear,
        scoreKind,
        bounds: { 3: three, 4: four, 5: five },
        source: source.trim(),
      }),
    onSuccess: () => {
      void client.invalidateQueries()
      onClose()
    },
  })
  const years = yearChoices(newest)
  return (
    <FormDialog
      title="Как баллы становятся отметками"
      onClose={onClose}
      size={600}
      submit="Сохранить шкалу"
      sending={save}
      onSubmit={() => {
        setTried(true)
        if (isGrowing && source.trim() !== '') save.mutate()
      }}
    >
      <Select
        label="Процедура"
        value={code}
        disabled={before !== undefined}
        choices={procedures.map((item) => ({ value: item.code, label: item.name }))}
        onValue={setCode}
      />
      <Select
        label="Учебный год"
        value={String(schoolYear)}
        disabled={before !== undefined}
        choices={(years.includes(schoolYear) ? years : [...years, schoolYear]).map((year) => ({
          value: String(year),
          label: formatSchoolYear(year),
        }))}
        onValue={(value) => setYear(Number(value))}
      />
      <Select
        label="Какие баллы в файле"
        value={scoreKind}
        choices={Object.entries(SCORE_WORDS).map(([value, label]) => ({ value, label }))}
        onValue={(value) => setKind(value === 'test' ? 'test' : 'primary')}
      />
      <fieldset className={styles.bounds}>
        <legend>С какого балла начинается отметка</legend>
        {MARKS.map((mark, index) => (
          <TextField
            key={mark}
            label={`«${mark}» от`}
            inputMode="decimal"
            value={texts[index] ?? ''}
            aria-invalid={isTried && !isGrowing ? true : undefined}
            onChange={(event) =>
              setTexts(texts.map((text, at) => (at === index ? event.target.value : text)))
            }
          />
        ))}
        <p className={isTried && !isGrowing ? styles.fault : styles.boundsHint} role="status">
          {isTried && !isGrowing
            ? 'Впишите три числа по возрастанию: «4» начинается выше «3», «5» выше «4».'
            : isGrowing
              ? `«2» — меньше ${texts[0]}.`
              : 'Ниже «3» ставится «2».'}
        </p>
      </fieldset>
      <TextField
        label="На основании чего"
        hint="Приказ или спецификация"
        value={source}
        maxLength={500}
        fault={isTried && source.trim() === '' ? 'Укажите документ' : null}
        onChange={(event) => setSource(event.target.value)}
      />
    </FormDialog>
  )
}
