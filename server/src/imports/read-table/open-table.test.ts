import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeXlsx } from '../../../test/make-xlsx.ts'
import { readAll } from '../../../test/table-source.ts'
import { openTable } from './open-table.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'read-table-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const row = (at: number) => `<row r="${at}"><c r="A${at}" t="str"><v>Школа ${Math.sin(at)}</v></c></row>`
const rows = Array.from({ length: 30_000 }, (_, at) => row(at + 1)).join('')
const damaged = {
  name: 'xl/worksheets/sheet1.xml',
  content: `<worksheet><sheetData>${rows}</sheetData></row>`,
}

it.each([
  ['книга.xlsx', makeXlsx({ sheets: { Лист1: `<sheetData>${rows}</sheetData>` } })],
  ['таблица.csv', Buffer.from(`а;б\n${'в;г\n'.repeat(100_000)}`)],
])('reads %s from the disk by content, whatever its name, and closes it', async (name, bytes) => {
  const path = join(folder, `${name}.dat`)
  writeFileSync(path, bytes)
  const table = await openTable({ path, fileName: `${name}.dat` })
  for await (const { rowNumber } of table.rows()) if (rowNumber === 10) break
  expect((await readAll(table)).length).toBeGreaterThanOrEqual(30_000)
  await settled()
  expect(openFiles()).not.toContain(path)
})

it('closes a file that turns out to be damaged half-way', async () => {
  const path = join(folder, 'плохая.xlsx')
  writeFileSync(path, makeXlsx({ sheets: { Лист1: '' }, extra: [damaged] }))
  const table = await openTable({ path, fileName: 'плохая.xlsx' })
  await expect(readAll(table)).rejects.toThrow(/повреждён/)
  await settled()
  expect(openFiles()).not.toContain(path)
})

it('says of a file that is gone that it is gone', async () => {
  await expect(openTable({ path: join(folder, 'нет.csv'), fileName: 'нет.csv' })).rejects.toMatchObject({
    code: 'import/file-unreadable',
    message: expect.stringContaining('«нет.csv» не найден'),
  })
})

it('does not run ahead of the reader', async () => {
  const path = join(folder, 'медленно.xlsx')
  writeFileSync(path, makeXlsx({ sheets: { Лист1: `<sheetData>${rows}</sheetData>` } }))
  const table = await openTable({ path, fileName: 'медленно.xlsx' })
  const reader = table.rows()
  await reader.next()
  const before = table.progress().done
  await settled()
  expect(table.progress().done).toBe(before)
  expect(before).toBeLessThan(table.progress().total / 2)
  await reader.return(undefined)
})

const settled = () => new Promise((resolve) => setTimeout(resolve, 50))

/** What this process holds open, where the system tells. */
function openFiles(): string[] {
  try {
    return readdirSync('/proc/self/fd').flatMap((fd) => {
      try {
        return [readlinkSync(`/proc/self/fd/${fd}`)]
      } catch {
        return [] // the descriptor of this very listing
      }
    })
  } catch {
    return []
  }
}
