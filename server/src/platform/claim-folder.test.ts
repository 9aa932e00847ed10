import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { claimFolder } from './claim-folder.ts'

const one = await testDatabase()
const other = await testDatabase()

test('a folder with files belongs to the database that made them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'traektoria-claim-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await claimFolder(one.db, folder)
  // Nothing is kept there yet: it may change hands.
  await claimFolder(other.db, folder)
  await mkdir(join(folder, 'results'))
  await writeFile(join(folder, 'results', '1-abc.parquet'), 'x')
  await claimFolder(other.db, folder)
  await expect(claimFolder(one.db, folder)).rejects.toThrow(/файлы другой базы/)
  await rm(join(folder, 'database-id'))
  await expect(claimFolder(other.db, folder)).rejects.toThrow(/файлы другой базы/)
})

test('several commands may claim a new folder at the same moment', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'traektoria-claim-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await Promise.all(Array.from({ length: 8 }, () => claimFolder(one.db, folder)))
  expect(await readdir(folder)).toEqual(['database-id'])
})
