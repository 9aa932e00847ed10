import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CFB, utils, write } from '@e965/xlsx'
import { describe, expect, it } from 'vitest'
import { processImport } from '../../src/imports/process.ts'
import { repositoryRoot } from '../../src/platform/root.ts'
import { newRegion, testApp } from '../app.ts'
import { makeXlsx } from '../make-xlsx.ts'
import { makeZip } from '../make-zip.ts'

/** Files given to the real upload: what they are is told by their bytes, and nothing in them runs, reads or writes anything. */
const { app, db, ground } = await testApp()
const region = await newRegion(db)

const HEADER = 'Год;Класс;Предмет;Муниципалитет;Логин;ОО;Кол-во участников;2;3;4;5'
const csvOf = (name: string) =>
  `${HEADER}\n2025;5;Математика;Заозёрский район;edu990001;${name};20;35;40;20;5\n`
const sheet = (cells: string) => `<sheetData><row r="1">${cells}</row></sheetData>`

interface Answer {
  status: number
  body: { id: number; fileName: string; code?: string; detail?: string; state?: string }
}

async function upload(fileName: string, bytes: Buffer | string, disposition?: string): Promise<Answer> {
  const boundary = 'xxBOUNDARYxx'
  const field = (name: string, value: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  const given = disposition ?? `form-data; name="file"; filename="${fileName}"`
  const head = `${field('year', '2025')}${field('createSchools', 'true')}--${boundary}\r\nContent-Disposition: ${given}\r\nContent-Type: application/octet-stream\r\n\r\n`
  const { statusCode, body } = await app.inject({
    method: 'POST',
    url: `/api/regions/${region}/imports`,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: Buffer.concat([
      Buffer.from(head),
      Buffer.from(bytes as string),
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
  })
  return { status: statusCode, body: JSON.parse(body) }
}

/** What is said of a file once it has been looked at. */
async function checked(
  fileName: string,
  bytes: Buffer | string,
): Promise<{ code: string | null; sentence: string }> {
  const { status, body } = await upload(fileName, bytes)
  if (status !== 200) return { code: body.code ?? null, sentence: body.detail ?? '' }
  const row = await processImport(db, ground, body.id)
  const problem = row?.problem as { code: string; detail?: string } | null | undefined
  return { code: problem?.code ?? null, sentence: problem?.detail ?? '' }
}

/** What the server names its files: by what is in them, or by a number. */
const OWN_NAME = /^\/(?:files\/[0-9a-f]{64}|staging\/\d+\.parquet)$/

/** Where a name taken for a path would have led. */
const escaped = () =>
  ['/tmp', '/etc', dirname(ground.dataDir), ground.dataDir, process.cwd(), '/'].flatMap((folder) =>
    ['traektoria-escaped.csv', 'traektoria-escaped.xml', 'escaped.xml']
      .map((name) => join(folder, name))
      .filter((path) => existsSync(path)),
  )

/** Every file under the data folder, by its path in it. */
async function filesOf(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length))
}

describe('the name of a file', () => {
  it.each([
    '../../../../tmp/traektoria-escaped.csv',
    '..\\..\\traektoria-escaped.csv',
    '/etc/traektoria-escaped.csv',
    'C:\\Windows\\traektoria-escaped.csv',
    'имя\u0000.csv',
    'a%2f..%2f..%2ftraektoria-escaped.csv',
    '.htaccess',
    'CON',
    "'; drop table imports; --.csv",
    '<img src=x onerror=alert(1)>.csv',
    `${'д'.repeat(5_000)}.csv`,
    '',
  ])('is a word for people and never a path: «%s»', async (name) => {
    const { status } = await upload(name, csvOf(`Школа ${name.length}`))
    expect(status).toBeLessThan(500)
    for (const path of await filesOf(ground.dataDir)) expect(path).toMatch(OWN_NAME)
    expect(escaped()).toEqual([])
  })

  it('in another encoding or twice is one name', async () => {
    const disposition = `form-data; name="file"; filename="a.csv"; filename*=UTF-8''..%2f..%2fb.csv`
    const { status, body } = await upload('', csvOf('Школа дважды'), disposition)
    expect(status).toBe(200)
    expect(body.fileName).not.toMatch(/[/\\]/)
  })

  it('says nothing of what the file is: a script named .csv and a csv named .exe are what their bytes are', async () => {
    expect((await checked('таблица.exe', csvOf('Школа по байтам'))).code).toBeNull()
    expect((await checked('таблица.csv', 'MZ\u0090\u0000\u0003\u0000\u0000\u0000')).code).toBe(
      'import/file-unreadable',
    )
    expect((await checked('таблица.xlsx', '<html><script>alert(1)</script>')).sentence).toMatch(/HTML/)
    expect((await checked('таблица.xlsx', '%PDF-1.7 таблица')).sentence).toMatch(/PDF/)
    expect(
      (await checked('рисунок.csv', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')).sentence,
    ).toMatch(/XML/)
  })
})

describe('macros are refused by what is inside', () => {
  it.each(['xl/vbaProject.bin', 'xl/VBAPROJECT.BIN', 'xl/macrosheets/sheet1.xml', 'custom/vbaProject2.bin'])(
    'in a workbook: %s',
    async (name) => {
      const bytes = makeXlsx({ sheets: { Лист1: sheet('<c><v>1</v></c>') }, extra: [{ name, content: 'x' }] })
      const { code, sentence } = await checked('книга.xlsx', bytes)
      expect(code).toBe('import/file-macros')
      expect(sentence).toMatch(/макросы.*сохраните как «Книга Excel \(\.xlsx\)»/)
    },
  )

  it('in a workbook of old Excel', async () => {
    const book = utils.book_new()
    utils.book_append_sheet(book, utils.aoa_to_sheet([['Школа', 1]]), 'Лист1')
    const plain = write(book, { type: 'buffer', bookType: 'biff8' }) as Buffer
    const container = CFB.read(plain, { type: 'buffer' })
    CFB.utils.cfb_add(container, '/_VBA_PROJECT_CUR/VBA/_VBA_PROJECT', Buffer.from('макрос'))
    const bytes = Buffer.from(CFB.write(container, { type: 'buffer' }) as Uint8Array)
    expect((await checked('книга.xls', bytes)).code).toBe('import/file-macros')
    expect((await checked('книга.xls', plain)).code).not.toBe('import/file-macros')
  })
})

describe('an archive', () => {
  it('inside an archive is not opened', async () => {
    const inner = makeXlsx({ sheets: { Лист1: sheet('<c><v>1</v></c>') } })
    const { code, sentence } = await checked('книга.xlsx', makeZip([{ name: 'внутри.xlsx', content: inner }]))
    expect([code, sentence]).toEqual(['import/file-unreadable', expect.stringMatching(/архив zip/)])
  })

  it.each(['../../traektoria-escaped.xml', '/etc/traektoria-escaped.xml', 'xl\\..\\..\\escaped.xml'])(
    'with a part that leads out of it writes nothing there: %s',
    async (name) => {
      const extra = [{ name, content: 'x' }]
      const bytes = makeXlsx({ sheets: { Лист1: sheet('<c><v>1</v></c>') }, extra })
      await checked('книга.xlsx', bytes)
      expect(escaped()).toEqual([])
    },
  )

  it('that unpacks into hundreds of times its size is refused on the way', async () => {
    const bytes = makeXlsx({
      sheets: { Лист1: `<sheetData>${'<row><c><v>1</v></c></row>'.repeat(5_000_000)}</sheetData>` },
    })
    expect(bytes.length).toBeLessThan(500_000)
    expect(await checked('бомба.xlsx', bytes)).toMatchObject({ code: 'import/file-too-big' })
  }, 60_000)

  it('of thirty thousand parts is refused', async () => {
    const extra = Array.from({ length: 30_000 }, (_, at) => ({
      name: `part${at}`,
      content: '',
      stored: true,
    }))
    expect((await checked('части.xlsx', makeXlsx({ sheets: { a: '' }, extra }))).code).toBe(
      'import/file-too-big',
    )
  })
})

/** Stands in a file that an entity points at. */
const SECRET = 'traektoria'

describe('what a workbook points at', () => {
  it.each([
    [
      'an external entity',
      `<!DOCTYPE x [<!ENTITY e SYSTEM "file://${repositoryRoot()}/package.json">]>`,
      '&e;',
    ],
    ['an entity of the network', '<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:1/">]>', '&e;'],
    ['an external document type', '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">', 'текст'],
    [
      'a billion laughs',
      `<!DOCTYPE x [<!ENTITY a "ha">${Array.from({ length: 30 }, (_, at) => `<!ENTITY ${'b'.repeat(at + 1)} "${`&${'b'.repeat(at) || 'a'};`.repeat(10)}">`).join('')}]>`,
      `&${'b'.repeat(30)};`,
    ],
  ])('is not followed: %s', async (_, type, reference) => {
    const content = `<?xml version="1.0"?>${type}<worksheet>${sheet(`<c t="inlineStr"><is><t>${reference}</t></is></c>`)}</worksheet>`
    const bytes = makeXlsx({ sheets: { Лист1: '' }, extra: [{ name: 'xl/worksheets/sheet1.xml', content }] })
    const { code, sentence } = await checked('книга.xlsx', bytes)
    expect([code, sentence]).toEqual(['import/file-unreadable', expect.stringMatching(/DOCTYPE/)])
    expect(sentence).not.toContain(SECRET)
  })

  it('elsewhere (external links, DDE, web queries, pictures) is neither asked for nor kept', async () => {
    const cells = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`
    const formula = `<c t="str"><f>cmd|'/c calc'!A0</f><v>Школа со связью</v></c>`
    const row = ['2025', '5', 'Математика', 'Заозёрский район', 'edu990007'].map(cells).join('')
    const header = HEADER.split(';').map(cells).join('')
    const data = `<sheetData><row r="1">${header}</row><row r="2">${row}${formula}${['20', '35', '40', '20', '5'].map(cells).join('')}</row></sheetData>`
    const bytes = makeXlsx({
      sheets: { Лист1: data },
      extra: [
        { name: 'xl/externalLinks/externalLink1.xml', content: '<externalLink/>' },
        {
          name: 'xl/connections.xml',
          content: '<connections><connection url="http://127.0.0.1:1/"/></connections>',
        },
      ],
    })
    const { status, body } = await upload('связи.xlsx', bytes)
    expect(status).toBe(200)
    const row2 = await processImport(db, ground, body.id)
    expect(row2?.state).toBe('checked')
    const kept = await readFile(join(ground.dataDir, 'files', row2!.sha256))
    expect(kept.toString('latin1')).not.toMatch(/externalLink|connections|calc/)
  })
})

it('a form with more than one file, too many or too large fields is refused', async () => {
  const send = async (parts: string[]) =>
    (
      await app.inject({
        method: 'POST',
        url: `/api/regions/${region}/imports`,
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
        payload: `${parts.map((part) => `--x\r\nContent-Disposition: form-data; ${part}\r\n`).join('')}--x--\r\n`,
      })
    ).statusCode
  const file = 'name="file"; filename="a.csv"\r\n\r\nа;б'
  expect(await send([file, file])).toBe(400)
  expect(await send(Array.from({ length: 30 }, (_, at) => `name="f${at}"\r\n\r\nx`))).toBe(400)
  expect(await send([`name="school"\r\n\r\n${'x'.repeat(3_000_000)}`, file])).toBe(400)
  expect(await send(['name="__proto__"\r\n\r\nx', file])).toBe(400)
  expect(await send([])).toBe(400)
})

it('an upload larger than allowed is refused and leaves nothing behind', async () => {
  const before = await filesOf(ground.dataDir)
  const { status, body } = await upload('большой.csv', 'а'.repeat(10_500_000))
  expect([status, body.code]).toEqual([413, 'request/too-large'])
  expect(await filesOf(ground.dataDir)).toEqual(before)
})
