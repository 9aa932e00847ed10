import { type DemoProcedure, demoProcedure } from './demo-procedures.ts'
import type { DemoRegion, DemoResult } from './demo-region.ts'
import { makePupils, type PupilWork } from './pupil-works.ts'
import { byMunicipality, nameInYear, percent, resultsOf, sumMarks, sumParticipants } from './result-index.ts'
import { type CellValue, header, hundredths, type SheetData } from './workbook.ts'

const SHORT_SUBJECT: Record<string, string> = { 'Русский язык': 'РУ', Математика: 'МА' }
const titleRows = (
  form: string,
  { subject, gradeLevel }: DemoProcedure,
  schoolYear: number,
  max: number,
): CellValue[][] => [
  [header(form)],
  [null],
  [header(`ВПР ${schoolYear} ${subject} ${gradeLevel} класс`)],
  ['Предмет:', subject],
  ['Максимальный первичный балл:', max],
  ['Дата:', `${subject === 'Математика' ? '22' : '17'}.04.${schoolYear}`],
]

/** Ф1 «Индивидуальные результаты»: one row a pupil, a section row before each school. */
export const f1Sheet = (
  region: DemoRegion,
  work: PupilWork,
  results = resultsOf(region, work.procedure, work.schoolYear),
): SheetData => {
  const procedure = demoProcedure(work.procedure)
  const rows: CellValue[][] = [
    ...titleRows('Индивидуальные результаты', procedure, work.schoolYear, work.max),
    [null, null, 'Уровень сложности задания', null, null, null, ...work.tasks.map((task) => task.level)],
    [
      ...['ОО', 'Муниципалитет', 'Название ОО', 'Код участника', 'Класс', 'Вариант'],
      ...work.tasks.map((task) => `${task.name} (${task.max}б)`),
      ...['Первичный балл', 'Отметка', 'Отметка по журналу'],
    ].map(header),
  ]
  for (const result of results) {
    const { login, municipality } = region.schools[result.school]!
    const name = nameInYear(region, result.school, work.schoolYear)
    rows.push([`${name}(${login})`, `Кол-во участников: ${result.participants}`])
    for (const pupil of makePupils(work, region, result)) {
      rows.push([
        login,
        region.municipalities[municipality]!.name,
        name,
        pupil.pupilCode,
        pupil.className,
        pupil.variant,
        ...pupil.tasks.map((points) => points ?? 'X'),
        pupil.primaryScore,
        pupil.mark,
        pupil.journalMark,
      ])
    }
  }
  const name = `${SHORT_SUBJECT[procedure.subject]} ${procedure.gradeLevel} Индивидуальные результаты`
  return { name, rows, widths: [16, 24, 48, 14, 8, 9] }
}

const shareCells = (results: DemoResult[]): CellValue[] => {
  const participants = sumParticipants(results)
  return [participants, ...sumMarks(results).map((count) => hundredths(percent(count, participants)))]
}

/** Ф3 «Статистика по отметкам»: percent of marks for the whole sample, the region, each municipality and each school. */
export const f3Sheet = (
  region: DemoRegion,
  procedureCode: string,
  schoolYear: number,
  results = resultsOf(region, procedureCode, schoolYear),
): SheetData => {
  const procedure = demoProcedure(procedureCode)
  // Whole sample: the ordinary level with two thirds of the «2», so that the region is seen to be weaker than the country.
  const [two, three, four, five] = 'minimum' in procedure.shares ? [0, 0, 0, 0] : procedure.shares
  const less = Math.round(two * 33) / 100
  const country = [two - less, three, four + less, five].map((share) => hundredths(Number(share.toFixed(2))))
  const rows: CellValue[][] = [
    ...titleRows('Статистика по отметкам', procedure, schoolYear, 24),
    [null],
    ['Группы участников', 'Кол-во ОО', 'Кол-во участников', '2', '3', '4', '5'].map(header),
    ['Вся выборка', 35589, 1722202, ...country],
    [region.region.name, results.length, ...shareCells(results)],
  ]
  for (const [index, own] of byMunicipality(region, results)) {
    const municipality = region.municipalities[index]!
    rows.push([`${municipality.name}(${municipality.code})`, own.length, ...shareCells(own)])
    for (const result of own)
      rows.push([
        `${nameInYear(region, result.school, schoolYear)}(${region.schools[result.school]!.login})`,
        null,
        ...shareCells([result]),
      ])
  }
  const name = `${SHORT_SUBJECT[procedure.subject]} ${procedure.gradeLevel} Статистика по отметкам`
  return { name, rows, widths: [64, 12, 20, 9, 9, 9, 9] }
}

const comma = (value: number): string => value.toFixed(2).replace('.', ',')

/**
 * The regional long table as analysts keep it: one row a school, grade and subject, percent with a decimal comma.
 * Schools of `region.truth.waiting` stand without a login and under their old name.
 */
export const longTableRows = (
  region: DemoRegion,
  procedures: DemoProcedure[],
  schoolYear: number,
): string[][] => {
  const withoutLogin = new Set(
    region.truth.waiting
      .filter((w) => w.file === 'long-table' && w.schoolYear === schoolYear)
      .map((w) => w.code),
  )
  const rows = [
    ['Год', 'Класс', 'Предмет', 'Муниципалитет', 'Логин', 'ОО', 'Кол-во участников', '2', '3', '4', '5'],
  ]
  for (const { code, gradeLevel, subject } of procedures)
    for (const result of resultsOf(region, code, schoolYear)) {
      const school = region.schools[result.school]!
      rows.push([
        String(schoolYear),
        String(gradeLevel),
        subject,
        // Analysts shorten the word; so do we.
        region.municipalities[school.municipality]!.name.replace(/^город /, 'г. '),
        withoutLogin.has(school.code) ? '' : school.login,
        nameInYear(region, result.school, schoolYear),
        String(result.participants),
        ...sumMarks([result]).map((count) => comma(percent(count, result.participants))),
      ])
    }
  return rows
}
