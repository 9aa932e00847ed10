import { Problem } from '../../platform/problem.ts'
import type { ProcedureRef, SourceSchoolRef } from '../../results/model.ts'
import { findProcedure } from '../../results/procedures.ts'
import type {
  FileUnderstanding,
  Format,
  FormatContext,
  FormatReader,
  ParsedRow,
  SheetSample,
} from '../model.ts'
import { COLLECTION_COLUMNS, type CollectionLayout, findCollectionLayout } from './collection-columns.ts'
import { type CollectionPlan, parseCollectionRow } from './collection-row.ts'
import { describeColumns, personalIndexes, personalNote } from './columns.ts'
import { dropPersonalCells } from './personal-columns.ts'
import { isEmpty } from './read-cell.ts'
import { parseSchoolText, schoolRef } from './school-text.ts'
import { parseTitle, readTitle } from './title.ts'

/** «Форма сбора результатов» of one school: points of every task, no marks, and no word about whose pupils these are. */
export const collection: Format = {
  id: 'collection',
  title: 'Форма сбора результатов ВПР (одна школа)',
  detect: (samples) => samples.some((sample) => findCollectionLayout(sample) !== undefined),
  open,
}

function open(samples: SheetSample[], context: FormatContext): FormatReader {
  const understanding: FileUnderstanding = {
    format: 'collection',
    level: 'pupil',
    yearsInFile: [],
    procedures: [],
    sheets: [],
    notes: [],
  }
  const found = samples.flatMap((sample) => {
    const layout = findCollectionLayout(sample)
    return layout === undefined ? [] : [{ sample, layout }]
  })
  const school = schoolOf(samples, found, context, understanding)
  const plans = new Map<string, CollectionPlan>()
  for (const { sample, layout } of found) {
    const work = workOf(sample, layout, context)
    plans.set(sample.sheet, {
      ...layout,
      school,
      procedure: work.procedure.code,
      schoolYear: work.schoolYear ?? context.schoolYear,
      personal: personalIndexes(layout.header.headers),
    })
    if (work.schoolYear !== null && !understanding.yearsInFile.includes(work.schoolYear))
      understanding.yearsInFile.push(work.schoolYear)
    if (!understanding.procedures.some(({ code }) => code === work.procedure.code))
      understanding.procedures.push(work.procedure)
    describe(sample, layout, understanding)
  }
  understanding.notes.push(
    'Отметок в форме нет: они выводятся по шкале перевода баллов этого года; строки без шкалы не принимаются.',
  )
  return { understanding, ...reader(plans) }
}

function describe(sample: SheetSample, layout: CollectionLayout, understanding: FileUnderstanding): void {
  const { header, tasks } = layout
  const roles = new Map(
    COLLECTION_COLUMNS.flatMap((rule) =>
      header.columns.has(rule.id) ? [[header.columns.get(rule.id)!, rule.role] as const] : [],
    ),
  )
  for (const task of tasks) roles.set(task.index, `задание ${task.code}, до ${task.maxScore} б.`)
  const columns = describeColumns(header.headers, roles)
  understanding.sheets.push({ name: sample.sheet, headerRows: header.rows, columns })
  understanding.notes.push(...personalNote(sample.sheet, header.headers))
}

function reader(plans: Map<string, CollectionPlan>): Pick<FormatReader, 'parse' | 'finish'> {
  const seen = new Set<string>()
  return {
    parse(row): ParsedRow {
      const plan = plans.get(row.sheet)
      if (plan === undefined) return { results: [], problems: [], skip: 'filtered' }
      if (row.rowNumber <= plan.header.rows.at(-1)!) return { results: [], problems: [], skip: 'header' }
      const safe = dropPersonalCells(row, plan.personal)
      if (safe.cells.every(isEmpty)) return { results: [], problems: [], skip: 'blank' }
      return parseCollectionRow(safe, plan, seen)
    },
    finish: () => [],
  }
}

/** `Форма_сбора_результатов_Русский_язык_4_класс_ВПР_2026 (1).xlsx` as words. */
const nameAsTitle = (fileName: string | undefined): string =>
  (fileName ?? '').replace(/(\.xlsx?|\.csv|\.json)+$/i, '').replaceAll('_', ' ')

/** Which work it is: from rows above the table, else from the name that ФИС ОКО gave the file. */
function workOf(
  sample: SheetSample,
  { header }: CollectionLayout,
  context: FormatContext,
): { procedure: ProcedureRef; schoolYear: number | null } {
  const title = readTitle(sample, header.rows[0]!)
  const named = parseTitle(nameAsTitle(context.fileName))
  const procedure =
    title.procedure ??
    (named?.subject == null ? undefined : findProcedure('vpr', named.subject, named.programmeGrade))
  if (procedure === undefined)
    throw new Problem(
      'import/format-unknown',
      'Это «Форма сбора результатов», но ни в ней, ни в имени файла не сказано, какая это работа. Назовите файл, как его называет ФИС ОКО: «Форма сбора результатов Русский язык 4 класс ВПР 2026.xlsx», и загрузите снова.',
    )
  return { procedure, schoolYear: title.schoolYear ?? named?.schoolYear ?? null }
}

/** The school a person named: a login, or a kind and a code («code:ok-12», «rcoi:13450»). */
export const givenSchool = (text: string): SourceSchoolRef | undefined => {
  const coded = /^(code|edu|rcoi|inn|ogrn):(.+)$/u.exec(text.trim())
  if (coded === null) return schoolRef({ code: text, name: null, municipality: null })
  return {
    keyKind: coded[1]!,
    key: coded[2]!.trim(),
    name: null,
    municipality: null,
    municipalityCode: null,
  }
}

/**
 * Whose pupils these are: what a person said, else a login in the file's name, above the table or on another sheet.
 * @throws Problem `import/school-needed` where nobody says
 */
function schoolOf(
  samples: SheetSample[],
  found: { sample: SheetSample; layout: CollectionLayout }[],
  { school: given, fileName }: FormatContext,
  understanding: FileUnderstanding,
): SourceSchoolRef {
  const header = new Map(found.map(({ sample, layout }) => [sample.sheet, layout.header.rows[0]!]))
  const texts = samples.flatMap(({ sheet, rows }) =>
    rows
      .filter((row) => row.rowNumber < (header.get(sheet) ?? Number.POSITIVE_INFINITY))
      .flatMap((row) => row.cells.flatMap((cell) => (cell?.kind === 'text' ? [cell.text] : []))),
  )
  const logins = [nameAsTitle(fileName), ...texts].flatMap((text) => parseSchoolText(text).login ?? [])
  const own = logins[0]
  const chosen = given === undefined ? undefined : givenSchool(given)
  if (chosen !== undefined && own !== undefined && chosen.keyKind === 'edu' && chosen.key !== own)
    understanding.notes.push(`В файле назван логин ${own}, а выбрана школа ${chosen.key}: взята выбранная.`)
  const school =
    chosen ?? (own === undefined ? undefined : schoolRef({ code: own, name: null, municipality: null }))
  if (school === undefined)
    throw new Problem(
      'import/school-needed',
      'Это «Форма сбора результатов» одной школы, а какой — в файле не сказано. Укажите школу и проверьте файл ещё раз.',
    )
  return school
}
