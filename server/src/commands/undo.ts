import { LOCAL_OPERATOR } from '../accounts/access.ts'
import { undoImport } from '../imports/commit-import.ts'
import { toSummary } from '../imports/import-view.ts'
import { getImport, listImports } from '../imports/queries.ts'
import { inTransaction } from '../platform/db.ts'
import type { Ground } from './open-ground.ts'
import { chooseRegion } from './regions.ts'

/** `imports`: every import of a region with its number, the newest first. */
export async function importsCommand(
  ground: Ground,
  args: { region?: string | undefined; json: boolean },
): Promise<number> {
  const region = await chooseRegion(ground.db, args.region)
  const imports = (await listImports(ground.db, region.id)).map(toSummary)
  if (args.json) {
    process.stdout.write(`${JSON.stringify({ version: 1, imports }, null, 2)}\n`)
    return 0
  }
  if (imports.length === 0) process.stdout.write('Загрузок пока нет.\n')
  for (const { id, schoolYear, fileName, sentence } of imports)
    process.stdout.write(`№ ${id} · ${schoolYear} · ${fileName}: ${sentence}\n`)
  return 0
}

/** `undo N`: takes a committed import back; the numbers that it had displaced return. */
export async function undoCommand(ground: Ground, importId: number): Promise<number> {
  await inTransaction(ground.db, (tx) => undoImport(tx, importId, LOCAL_OPERATOR.id))
  const { fileName } = toSummary(await getImport(ground.db, importId))
  process.stdout.write(
    `Загрузка № ${importId} («${fileName}») отменена: её числа убраны, прежние вернулись.\n`,
  )
  return 0
}
