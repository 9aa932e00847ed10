import { type RawBuilder, sql } from 'kysely'
import { exactSchools, seesAllExactly, visibleSchools } from '../accounts/access.ts'
import { LEAST_SHOWN } from '../accounts/disclosure.ts'
import { getList } from '../identification/list-queries.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'

export type ExportCell = string | number | boolean | null
export type ColumnType = 'text' | 'integer' | 'decimal' | 'boolean'

export interface ExportColumn {
  /** The name in csv and Parquet; docs/formats/analyst-export.md promises it. */
  name: string
  /** The heading in a workbook. */
  title: string
  type: ColumnType
}

/** What a person asked for: a table of a region, narrowed to years and procedures. */
export interface ExportRequest {
  table: 'results' | 'schools' | 'list'
  years: number[]
  procedures: string[]
  listId?: number | undefined
}

export interface TablePlan {
  title: string
  /** The filters in words, as the screen has them. */
  filters: string
  columns: ExportColumn[]
  /** What a row holds, in the order of the columns. */
  select: RawBuilder<unknown>
  /** Where the rows stand and which; counted without their order. */
  from: RawBuilder<unknown>
  /** A stable order of rows. */
  order: RawBuilder<unknown>
}

const text = (name: string, title: string): ExportColumn => ({ name, title, type: 'text' })
const integer = (name: string, title: string): ExportColumn => ({ name, title, type: 'integer' })
const decimal = (name: string, title: string): ExportColumn => ({ name, title, type: 'decimal' })

const SCHOOL = [
  text('school_code', 'Код школы'),
  text('school_name', 'Школа'),
  text('municipality', 'Муниципалитет'),
]

const RESULTS: ExportColumn[] = [
  integer('school_year', 'Учебный год'),
  text('procedure', 'Процедура'),
  ...SCHOOL,
  integer('participants', 'Участников'),
  integer('low', 'Ниже минимума'),
  integer('high', 'Высокий результат'),
  decimal('low_percent', 'Ниже минимума, % (как в источнике)'),
  decimal('high_percent', 'Высокий результат, % (как в источнике)'),
  ...[2, 3, 4, 5].map((mark) => integer(`mark_${mark}`, `Отметок «${mark}»`)),
  decimal('mean_score', 'Средний балл'),
  text('count_basis', 'Откуда числа'),
  text('level', 'Строки источника'),
  integer('import_id', 'Загрузка №'),
  text('file', 'Файл'),
  text('sheet', 'Лист'),
  integer('row_number', 'Строка'),
  integer('last_row', 'Последняя строка'),
]

const SCHOOLS: ExportColumn[] = [
  ...SCHOOL,
  text('municipality_code', 'Код муниципалитета'),
  text('school_type', 'Тип'),
  text('settlement', 'Населённый пункт'),
  text('status', 'Состояние'),
  integer('enrolment', 'Обучающихся'),
  integer('staff_count', 'Педагогов'),
  decimal('distance_km', 'До центра, км'),
  { name: 'hard_to_reach', title: 'Труднодоступная', type: 'boolean' },
  decimal('latitude', 'Широта'),
  decimal('longitude', 'Долгота'),
]

const LIST: ExportColumn[] = [
  ...SCHOOL,
  { name: 'is_listed', title: 'В перечне', type: 'boolean' },
  { name: 'is_listed_by_rule', title: 'По правилу', type: 'boolean' },
  text('decision', 'Решение комиссии'),
  text('reason', 'Основание решения'),
  text('status', 'Вывод правила'),
]

/** How a table is read, with only the schools that the person may see. */
export async function planTable(
  db: Db,
  actor: Actor,
  regionId: number,
  request: ExportRequest,
): Promise<TablePlan> {
  const visible = visibleSchools(actor, sql.ref('s.id'))
  const exact = exactSchools(actor, sql.ref('s.id'))
  if (request.table === 'schools')
    return {
      ...{ title: 'Реестр школ', filters: 'все школы региона', columns: SCHOOLS },
      select: sql`s.code as school_code, s.name as school_name, m.name as municipality, m.code as municipality_code, s.school_type,
          s.settlement, s.status, s.enrolment, s.staff_count, s.distance_km::double precision as distance_km,
          s.hard_to_reach, s.latitude, s.longitude`,
      from: sql`
        schools s join municipalities m on m.id = s.municipality_id where s.region_id = ${regionId} and ${visible}`,
      order: sql`s.code`,
    }
  if (request.table === 'list') return planList(db, regionId, request, exact)
  const { years, procedures } = request
  const seesRows = seesAllExactly(actor, { regionId, municipalityId: null, schoolId: null })
  const row = (column: string) => (seesRows ? sql.ref(column) : sql`null::integer`)
  return {
    title: 'Результаты школ',
    filters: `годы: ${years.length === 0 ? 'все' : years.join(', ')} / процедуры: ${procedures.length === 0 ? 'все' : procedures.join(', ')}`,
    columns: RESULTS,
    select: sql`
      c.school_year, c.procedure, s.code as school_code, s.name as school_name, m.name as municipality,
        c.participants, c.low, c.high, c.low_share / 100.0::double precision as low_percent,
        c.high_share / 100.0::double precision as high_percent, (c.marks->>'2')::integer as mark_2,
        (c.marks->>'3')::integer as mark_3, (c.marks->>'4')::integer as mark_4, (c.marks->>'5')::integer as mark_5,
        c.mean_score, c.count_basis, c.level, c.import_id, i.file_name as file, c.sheet,
        ${row('c.row_number')} as row_number, ${row('c.last_row')} as last_row`,
    from: sql`
      school_procedure_counts c join schools s on s.id = c.school_id
        join municipalities m on m.id = s.municipality_id join imports i on i.id = c.import_id
      where c.region_id = ${regionId} and c.is_active and ${visible}
        and (c.participants >= ${LEAST_SHOWN} or ${exact})
        and (${years.length === 0} or c.school_year = any(${years}))
        and (${procedures.length === 0} or c.procedure = any(${procedures}))`,
    order: sql`c.school_year, c.procedure, s.code`,
  }
}

async function planList(
  db: Db,
  regionId: number,
  { listId }: ExportRequest,
  exact: RawBuilder<boolean>,
): Promise<TablePlan> {
  if (listId === undefined) throw new Problem('request/invalid', 'Не указано, какой перечень выгрузить.')
  const list = await getList(db, listId)
  if (list.regionId !== regionId) throw new Problem('request/not-found', `Перечня № ${listId} в регионе нет.`)
  return {
    title: list.name,
    filters: `перечень № ${listId} за ${list.schoolYear} год`,
    columns: LIST,
    select: sql`
      s.code as school_code, s.name as school_name, m.name as municipality,
        case e.decision when 'include' then true when 'exclude' then false else e.is_listed_by_rule end as is_listed,
        e.is_listed_by_rule, e.decision, e.reason, e.finding->>'status' as status`,
    from: sql`
      school_list_entries e join schools s on s.id = e.school_id join municipalities m on m.id = s.municipality_id
      where e.list_id = ${listId} and ${exact}`,
    order: sql`s.code`,
  }
}
