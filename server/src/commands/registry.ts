import { basename } from 'node:path'
import { LOCAL_OPERATOR } from '../accounts/access.ts'
import { readRegistryFile } from '../imports/registry/routes.ts'
import { applyRegistry } from '../places/import-registry.ts'
import type { RegistrySummary } from '../places/registry.ts'
import { inTransaction } from '../platform/db.ts'
import { counted } from '../platform/russian.ts'
import { followMatches } from '../results/counts.ts'
import { placeText } from '../results/place-text.ts'
import type { Ground } from './open-ground.ts'
import { regionForImport } from './regions.ts'

export interface RegistryArguments {
  file: string
  region?: string | undefined
  json: boolean
}

/** Loads a registry of schools (xlsx, csv) or borders of municipalities (geojson) into a region; makes the region where none exists. */
export async function registryCommand(ground: Ground, args: RegistryArguments): Promise<number> {
  const region = await regionForImport(ground.db, args.region, true)
  const { summary, problems } = await loadRegistry(ground, region.id, args.file)
  if (args.json) process.stdout.write(`${JSON.stringify({ version: 1, ...summary, problems }, null, 2)}\n`)
  else {
    const { created, changed, unchanged, missing } = summary.schools
    process.stdout.write(
      `${args.file}: новых школ ${created}, изменено ${changed}, без изменений ${unchanged}, нет в файле ${missing}.\n`,
    )
    for (const problem of problems)
      process.stderr.write(
        `  ${placeText({ sheet: problem.sheet, row: problem.rowNumber })}: ${problem.sentence}\n`,
      )
    if (problems.length > 0)
      process.stderr.write(
        `  Всего ${counted(problems.length, ['замечание', 'замечания', 'замечаний'])}; остальные строки приняты.\n`,
      )
  }
  return 0
}

/** Reads a registry file and applies it in one transaction. */
export async function loadRegistry(
  ground: Ground,
  regionId: number,
  path: string,
): Promise<{ summary: RegistrySummary; problems: { sheet: string; rowNumber: number; sentence: string }[] }> {
  const fileName = basename(path)
  const { data, problems } = await readRegistryFile(path, fileName)
  const bad = problems.map(({ sheet, rowNumber, column, expected, given }) => ({
    sheet,
    rowNumber,
    sentence: `${column ? `«${column}»: ` : ''}нужно ${expected}${given === null ? '' : `, стоит «${given}»`}`,
  }))
  const today = new Date().toISOString().slice(0, 10)
  const summary = await inTransaction(ground.db, async (tx) => {
    const applied = await applyRegistry(tx, LOCAL_OPERATOR.id, regionId, data, today)
    await followMatches(tx, applied.matchedSourceSchoolIds)
    return applied
  })
  return { summary, problems: [...bad, ...summary.conflicts] }
}
