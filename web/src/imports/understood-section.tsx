import { useState } from 'react'
import type { ImportPreview, PreviewSheet } from '../api.ts'
import { Segments } from '../ui/field.tsx'
import {
  counted,
  formatNumber,
  formatPercent,
  formatSchoolYear,
  joinWords,
  RESULTS,
  ROWS,
} from '../ui/format.ts'
import { Section } from '../ui/page.tsx'
import { ScrollBox } from '../ui/scroll-box.tsx'
import { Sentence } from '../ui/words.tsx'
import styles from './import-page.module.css'
import { columnLetter } from './letters.ts'
import { FATE_WORDS, kindOfRole, LEVEL_WORDS } from './words.ts'

/** «Что мы поняли»: one sentence, the procedures, and the beginning of the file with its columns named. */
export function UnderstoodSection({ preview }: { preview: ImportPreview }) {
  const { procedures } = preview
  const isFacts = preview.level === 'journal' || preview.level === 'marker'
  const years = [...new Set(procedures.map((item) => item.schoolYear))].sort()
  return (
    <Section title="Что мы поняли">
      <Sentence big>
        {preview.formatTitle}: {LEVEL_WORDS[preview.level]}
        {years.length > 0 && `, ${joinWords(years.map(formatSchoolYear))} учебный год`}. Принято{' '}
        {counted(preview.rowsAccepted, ROWS)} из {formatNumber(preview.rowsRead, 0)}
        {preview.rowsSkipped > 0 &&
          `, ещё ${formatNumber(preview.rowsSkipped, 0)} — заголовки, разделы${preview.format === 'template' ? ', неизменённые строки' : ''} и итоги`}
        {isFacts
          ? '. Эти сведения видны в разделе «Объективность» карточки школы; перечни и доли «2» они не меняют.'
          : `: это ${counted(preview.resultCount, RESULTS)}.`}
      </Sentence>
      {preview.notes.length > 0 && (
        <ul className={styles.notes}>
          {preview.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {procedures.length > 0 && (
        <ScrollBox label="Процедуры в файле" className={styles.wide}>
          <table className={styles.facts}>
            <caption className="visually-hidden">Процедуры в файле</caption>
            <thead>
              <tr>
                <th scope="col">Процедура</th>
                <th scope="col">Год</th>
                <th scope="col">Школ</th>
                {preview.level === 'journal' && <th scope="col">С отметкой по журналу</th>}
                {!isFacts && <th scope="col">Участников</th>}
                {!isFacts && <th scope="col">Ниже минимума</th>}
              </tr>
            </thead>
            <tbody>
              {procedures.map((item) => (
                <tr key={`${item.code} ${item.schoolYear}`}>
                  <th scope="row">{item.name}</th>
                  <td>{formatSchoolYear(item.schoolYear)}</td>
                  <td>{formatNumber(item.schools, 0)}</td>
                  {preview.level !== 'marker' && <td>{formatNumber(item.participants, 0)}</td>}
                  {!isFacts && (
                    <td>
                      {item.low === null || item.participants === 0
                        ? 'только доли'
                        : `${formatNumber(item.low, 0)} (${formatPercent(item.low / item.participants)})`}
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
      <SheetPreview sheets={preview.sheets} />
    </Section>
  )
}

/** The first rows as they stand in the file; recognised columns are tinted and named. */
function SheetPreview({ sheets }: { sheets: readonly PreviewSheet[] }) {
  const [index, setIndex] = useState(0)
  const sheet = sheets[index]
  if (!sheet) return null
  return (
    <div className={styles.preview}>
      <h3>Начало файла</h3>
      {sheets.length > 1 && (
        <Segments
          label="Лист"
          value={String(index)}
          choices={sheets.map((item, at) => ({ value: String(at), label: item.name }))}
          onValue={(value) => setIndex(Number(value))}
        />
      )}
      <ScrollBox label={`Лист «${sheet.name}»`} className={styles.scroll}>
        <table className={styles.sheet}>
          <thead>
            <tr className={styles.roles}>
              <td />
              {sheet.columns.map((column) => (
                <th key={column.index} scope="col" data-kind={kindOfRole(column.role)}>
                  {column.role ?? <span className={styles.unused}>не нужен</span>}
                </th>
              ))}
            </tr>
            <tr className={styles.letters}>
              <td />
              {sheet.columns.map((column) => (
                <td key={column.index}>{columnLetter(column.index)}</td>
              ))}
            </tr>
          </thead>
          <tbody>
            {sheet.rows.map((row) => (
              <tr key={row.rowNumber} data-fate={row.fate} title={FATE_WORDS[row.fate]}>
                <th scope="row">
                  {row.rowNumber}
                  {row.fate === 'rejected' && <span className="visually-hidden"> — строка не учтена</span>}
                </th>
                {sheet.columns.map((column) => (
                  <td key={column.index} data-kind={kindOfRole(column.role)}>
                    {row.cells[column.index] ?? ''}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      <p className="small muted">
        Подкрашены столбцы, которые мы прочитали: <span data-kind="place">школа</span>,{' '}
        <span data-kind="what">процедура и год</span>, <span data-kind="result">результаты</span>. Серые
        строки — заголовки и итоги, перечёркнутые номера — строки, которые не учтены.
      </p>
    </div>
  )
}
