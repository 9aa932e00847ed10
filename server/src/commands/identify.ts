import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { LOCAL_OPERATOR } from '../accounts/access.ts'
import { toIdentificationAnswer } from '../identification/answer.ts'
import { IDENTIFICATION_COLUMNS, writeIdentificationXlsx } from '../identification/identification-xlsx.ts'
import { identifyRegion } from '../identification/identify-region.ts'
import { DEFAULT_METHODOLOGY } from '../identification/load-methodology.ts'
import { buildIdentifyDocument } from '../identification/result-schema.ts'
import { Problem } from '../platform/problem.ts'
import { listYears } from '../results/counts.ts'
import { listProcedures } from '../results/procedure-queries.ts'
import type { Ground } from './open-ground.ts'
import { chooseRegion } from './regions.ts'

export interface IdentifyArguments {
  year: number
  region?: string | undefined
  methodology?: string | undefined
  json: boolean
  xlsx?: string | undefined
}

/** Prints every school of a region by the rule; --json in the published shape, --xlsx as a workbook, else plain lines. */
export async function identifyCommand(ground: Ground, args: IdentifyArguments): Promise<number> {
  const { db } = ground
  const region = await chooseRegion(db, args.region)
  const years = await listYears(db, region.id)
  if (!years.includes(args.year)) {
    const known = years.length === 0 ? 'результатов ещё нет' : `есть ${years.join(', ')}`
    throw new Problem(
      'import/nothing-accepted',
      `За ${args.year} год результатов нет (${known}). Загрузите файлы: npx traektoria import ФАЙЛ --year ${args.year}.`,
    )
  }
  const methodologyId = args.methodology ?? DEFAULT_METHODOLOGY
  const { methodology, identification, certainty, input } = await identifyRegion(
    db,
    LOCAL_OPERATOR,
    region.id,
    args.year,
    methodologyId,
  )
  if (args.json) {
    const document = buildIdentifyDocument(region, identification, input, methodology, certainty)
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
    return 0
  }
  const answer = toIdentificationAnswer(
    region.id,
    methodology,
    identification,
    input.schools,
    input.counts,
    await listProcedures(db),
    certainty,
  )
  if (args.xlsx !== undefined) {
    const request = {
      schoolYear: args.year,
      methodology: methodologyId,
      schoolIds: answer.rows.map((row) => row.schoolId),
      columns: Object.keys(IDENTIFICATION_COLUMNS),
      filters: 'все школы',
    }
    await pipeline(writeIdentificationXlsx(answer, request), createWriteStream(args.xlsx))
    process.stdout.write(`${answer.sentence}. Записано в ${args.xlsx}.\n`)
    return 0
  }
  process.stdout.write(`${answer.sentence}.\n`)
  for (const row of answer.rows.filter((candidate) => candidate.status === 'listed'))
    process.stdout.write(`  ${row.municipality} · ${row.code} · ${row.name}: ${row.sentence}\n`)
  return 0
}
