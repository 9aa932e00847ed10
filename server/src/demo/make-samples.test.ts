import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeSamples } from './make-samples.ts'
import type { Blemish } from './samples-readme.ts'

const COMMITTED = fileURLToPath(new URL('../../../samples/', import.meta.url))
let folder = ''
let blemishes: Blemish[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'samples-'))
  blemishes = await makeSamples(folder)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Names, checksums and unpacked sizes of a zip's entries: deflate itself may differ between versions of Node. */
const contentOf = (name: string, bytes: Buffer): string => {
  if (!name.endsWith('.xlsx')) return bytes.toString('latin1')
  const entries: string[] = []
  for (let at = bytes.indexOf('PK\x01\x02'); at >= 0; at = bytes.indexOf('PK\x01\x02', at + 4)) {
    const path = bytes.toString('utf8', at + 46, at + 46 + bytes.readUInt16LE(at + 28))
    entries.push(`${path} ${bytes.readUInt32LE(at + 16)} ${bytes.readUInt32LE(at + 24)}`)
  }
  return entries.join('\n')
}

test('the committed samples are what the code writes (node scripts/make-samples.mjs)', async () => {
  for (const name of await readdir(folder)) {
    const [made, committed] = await Promise.all([
      readFile(join(folder, name)),
      readFile(join(COMMITTED, name)),
    ])
    expect(contentOf(name, committed), name).toBe(contentOf(name, made))
  }
})

test('samples are small', async () => {
  const sizes = await Promise.all(
    (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size),
  )
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(300_000)
})

test('a blemish is where the README says', async () => {
  const read = async (file: string) => {
    const workbook = new ExcelJS.Workbook()
    await workbook.xlsx.readFile(join(folder, file))
    return workbook.worksheets[0]!
  }
  const cellOf = async (what: RegExp) => {
    const { file, row, column } = blemishes.find((blemish) => what.test(blemish.what))!
    return (await read(file)).getCell(`${column}${row}`).value
  }
  expect(await cellOf(/балл словом/)).toBe('двенадцать')
  expect(await cellOf(/отметка «7»/)).toBe(7)
  expect(await cellOf(/DIV/)).toEqual({ error: '#DIV/0!' })
  expect(await cellOf(/н\/д/)).toBe('н/д')
  expect(await cellOf(/99999/)).toBe(99999)
  expect(new Set(blemishes.map((blemish) => blemish.file)).size).toBe(5)
})
