import { existsSync } from 'node:fs'
import { Readable } from 'node:stream'
import { type ImportGround, stagedPath } from '../src/imports/commit-import.ts'
import { keepUpload } from '../src/imports/keep-file.ts'
import { processImport } from '../src/imports/process.ts'
import { type ImportRow, insertImport } from '../src/imports/queries.ts'
import { recordFile } from '../src/imports/record-file.ts'
import type { ImportOptions } from '../src/imports/schemas.ts'
import type { Db } from '../src/platform/db.ts'

export interface GivenFile {
  name: string
  bytes: Buffer | string
  /** 2025 where not given. */
  year?: number
  options?: Partial<ImportOptions>
}

/** Gives a file to the import as an upload does, without checking it yet. */
export async function receiveFile(
  { db, ground }: { db: Db; ground: ImportGround },
  regionId: number,
  { name, bytes, year = 2025, options = {} }: GivenFile,
): Promise<number> {
  const content = Buffer.from(bytes as string)
  const kept = await keepUpload(ground.dataDir, Readable.from([content]), name, content.length)
  await recordFile(db, kept, 'test')
  const all: ImportOptions = { format: 'auto', createSchools: true, replace: false, ...options }
  const file = {
    regionId,
    sha256: kept.sha256,
    fileName: name,
    schoolYear: year,
    options: all,
    actor: 'test',
  }
  return insertImport(db, file)
}

/** Gives a file and takes it as far as it goes: committed, or refused. */
export async function importFile(
  base: { db: Db; ground: ImportGround },
  regionId: number,
  file: GivenFile,
): Promise<ImportRow> {
  const options = { afterCheck: 'commit' as const, ...file.options }
  const id = await receiveFile(base, regionId, { ...file, options })
  return (await processImport(base.db, base.ground, id))!
}

export const isStaged = (ground: ImportGround, importId: number): boolean =>
  existsSync(stagedPath(ground, importId))
