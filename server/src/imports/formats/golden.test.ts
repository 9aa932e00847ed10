import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { GOLDEN, type GoldenFile, listGoldenFiles } from '../../../test/golden-files.ts'
import { readWholeFile } from '../../../test/read-whole-file.ts'
import { Problem } from '../../platform/problem.ts'

/**
 * A case is a file in golden/<format>/: `case.csv`, or `case.xlsx.json` that describes a workbook, with `case.mapping.json`
 * where it is read by a mapping. What it must give stands beside it in `case.expected.json`; a new case gets one on its
 * first run, to be read by a person before it is committed (vitest --update rewrites them).
 */
const SCHOOL_YEAR = 2026
const cases = listGoldenFiles()

const readCase = async ({ file, bytes, choose }: GoldenFile): Promise<unknown> => {
  const whole = await bytes()
  const source = { stream: () => Readable.from([whole]), size: whole.length, fileName: file }
  try {
    const { understanding, results, problems, rows } = await readWholeFile(source, choose, SCHOOL_YEAR)
    const { format, yearsInFile, procedures, notes } = understanding
    return {
      format,
      yearsInFile,
      procedures: procedures.map(({ code }) => code),
      notes,
      rows,
      results,
      problems,
    }
  } catch (error) {
    if (error instanceof Problem) return { refused: error.code, detail: error.detail }
    throw error
  }
}

/** One result and one problem a line: a person reads these files. */
const print = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const lines = Object.entries(value).map(([key, inner]) => {
    if (!Array.isArray(inner) || inner.length === 0)
      return `  ${JSON.stringify(key)}: ${JSON.stringify(inner)}`
    return `  ${JSON.stringify(key)}: [\n${inner.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`
  })
  return `{\n${lines.join(',\n')}\n}\n`
}

describe('a file of each kind, read to the end', () => {
  test.each(cases)('$folder/$name gives what its expected.json says', async (golden) => {
    const { folder, name } = golden
    await expect(print(await readCase(golden))).toMatchFileSnapshot(
      join(GOLDEN, folder, `${name}.expected.json`),
    )
  })

  test('has no expectation without a file', () => {
    const known = new Set(cases.map(({ folder, name }) => `${folder}/${name}`))
    const orphans = readdirSync(GOLDEN).flatMap((folder) =>
      readdirSync(join(GOLDEN, folder))
        .filter((file) => file.endsWith('.expected.json'))
        .map((file) => `${folder}/${file.slice(0, -'.expected.json'.length)}`)
        .filter((name) => !known.has(name)),
    )
    expect(orphans).toEqual([])
  })

  test('never lets personal data out: results, problems and notes of every case are without the names in it', async () => {
    const people = /Мухоморов|Незабудкин|Петрович|Аделаида|4510|123-456-789|12\.03\.2014|2014-03-12/
    const withPeople = cases.filter(({ folder, file }) =>
      people.test(readFileSync(join(GOLDEN, folder, file), 'utf8')),
    )
    expect(withPeople.length).toBeGreaterThanOrEqual(3)
    for (const golden of withPeople) expect(JSON.stringify(await readCase(golden))).not.toMatch(people)
  })
})
