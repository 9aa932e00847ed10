import { sql } from 'kysely'
import { openGround } from '../server/src/commands/open-ground.ts'
import { readConfig } from '../server/src/platform/config.ts'
import { createLog } from '../server/src/platform/log.ts'

/**
 * `exports-data.ts FOLDER ROWS`: a region with that many active results of schools in a data folder, by ten procedures in
 * each of five years. Written into the tables as an import would leave them; the exports read nothing else.
 */
const YEARS = 5
const PROCEDURES = 10
const [folder, rows] = [process.argv[2]!, Number(process.argv[3])]
const schools = Math.ceil(rows / (YEARS * PROCEDURES))
const ground = await openGround(readConfig({ dataDir: folder }), createLog('error'))
const { db } = ground
const run = (text: ReturnType<typeof sql>) => text.execute(db)

await run(sql`insert into regions (code, name) values ('77', 'Большой регион')`)
await run(sql`
  insert into municipalities (region_id, code, name)
  select 1, 'reg77_m' || lpad(n::text, 3, '0'), 'Муниципальный округ № ' || n from generate_series(1, 50) n`)
await run(sql`
  insert into schools (region_id, municipality_id, code, name)
  select 1, 1 + n % 50, 'sch77' || lpad(n::text, 5, '0'), 'Муниципальное бюджетное общеобразовательное учреждение «Средняя общеобразовательная школа № ' || n || '»'
  from generate_series(1, ${schools}::integer) n`)
await run(sql`
  insert into source_schools (region_id, key_kind, key, name, school_id, match_method)
  select 1, 'fisoko', code, name, id, 'identifier' from schools order by id`)
await run(sql`insert into source_files (sha256, size, stored_by) values (repeat('a', 64), 1, 'bench')`)
await run(sql`
  insert into imports (region_id, sha256, file_name, school_year, options, state, level, parquet_name, created_by, committed_at, committed_by)
  select 1, repeat('a', 64), 'Статистика по отметкам ' || y || '.xlsx', y, '{}', 'committed', 'aggregate', 'none-' || y || '.parquet', 'bench', now(), 'bench'
  from generate_series(2021, ${2020 + YEARS}::integer) y order by y`)
await run(sql`
  insert into school_procedure_counts (region_id, import_id, source_school_id, school_id, procedure, school_year, level,
    participants, low, high, low_share, high_share, marks, mean_score, count_basis, sheet, row_number, is_active)
  select 1, i.id, ss.id, ss.school_id, p.code, i.school_year, 'aggregate', n, low, n - low - 5, low * 10000 / n, (n - low - 5) * 10000 / n,
    jsonb_build_object('2', low, '3', 5, '4', n - low - 5, '5', 0), 3.5 + (ss.id % 100) / 200.0, 'recovered', 'Sheet1', ss.id + 3, true
  from imports i cross join (select code from procedures order by code limit ${PROCEDURES}) p
    cross join (select id, school_id, 20 + (id % 60)::integer as n, (id % 15)::integer as low from source_schools) ss`)
await run(sql`analyze`)
await ground.close()
console.log(JSON.stringify({ seconds: 0, peakMegabytes: 0, rows: schools * YEARS * PROCEDURES }))
