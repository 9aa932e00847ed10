import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, expect, test } from 'vitest'
import { listGoldenFiles } from '../../../test/golden-files.ts'
import { readWholeFile } from '../../../test/read-whole-file.ts'
import { filePath } from '../../platform/files.ts'
import { Problem } from '../../platform/problem.ts'
import { HIDDEN } from '../formats/clean-row.ts'
import { keepUpload } from '../keep-file.ts'
import type { TableSource } from '../model.ts'

const work = mkdtempSync(join(tmpdir(), 'traektoria-golden-copies-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))

test.each(listGoldenFiles())(
  '$folder/$name gives the same from its kept copy as from itself',
  async ({ folder, file, bytes, choose }) => {
    const given = await bytes()
    const fileName = file.replace(/\.json$/, '')
    const read = async (source: TableSource) => {
      try {
        const { understanding, results, problems, rows } = await readWholeFile(source, choose, 2026)
        return { understanding, results, problems, rows }
      } catch (error) {
        if (error instanceof Problem) return { refused: error.code }
        throw error
      }
    }
    const kept = await keepUpload(work, Readable.from([given]), fileName, given.length)
    if (kept.problem !== null) {
      expect(await read({ stream: () => Readable.from([given]), size: given.length, fileName })).toEqual({
        refused: kept.problem.code,
      })
      return
    }
    const original = await read({ stream: () => Readable.from([given]), size: given.length, fileName })
    const copy = await read({ path: filePath(work, kept.sha256), fileName })
    expect(seen(copy), folder).toEqual(seen(original))
  },
)

/** A word that was hidden in the copy is no class; everything else must be the same. */
const seen = (reading: unknown): unknown =>
  JSON.parse(JSON.stringify(reading).replaceAll(`"className":"${HIDDEN}"`, '"className":null'))
