import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { utils, write } from '@e965/xlsx'
import exceljs from 'exceljs'
import { unzipSync, zipSync } from 'fflate'
import { expect, onTestFinished, test } from 'vitest'
import { runCommand, startCommand } from '../../test/command.ts'
import { filesWith, tablesWith, wordsIn } from '../../test/find-leaks.ts'
import { type Ground, openGround } from '../commands/open-ground.ts'
import { readConfig } from '../platform/config.ts'
import { createLog } from '../platform/log.ts'

/** Nobody is called so, and no number of ours looks so: wherever they turn up, they came out of these files. */
const PERSON = ['Мухоморовская', 'Аделаидина', 'Незабудковна'] as const
const SERIES = '7305'
const NUMBER = '918273'
const SNILS = '918-273-645 77'
const BIRTH = '13.07.2009'
const SLIPPED = 'Подберёзовикова'
const WORDS = [
  ...PERSON,
  `${SERIES} ${NUMBER}`,
  `;${SERIES};${NUMBER}`,
  NUMBER,
  SNILS,
  BIRTH,
  '2009-07-13',
  SLIPPED,
]

type Row = (string | number | null)[]
const people = (code: number, school: string | number, ...scores: Row): Row => [
  1,
  20,
  school,
  '11А',
  ...PERSON,
  SERIES,
  NUMBER,
  SNILS,
  BIRTH,
  code,
  ...scores,
]
const RCOI: Row[] = [
  ['01 - Русский язык 2026.05.30'],
  [
    '№',
    'Код ППЭ',
    'Код ОО',
    'Класс',
    'Фамилия',
    'Имя',
    'Отчество',
    'Серия',
    'Номер',
    'СНИЛС',
    'Дата рождения',
    'Код участника',
    'Первичный балл',
    'Итоговый балл',
  ],
  ...[700101, 700102, 700103].map((code) => people(code, 13450, 30, 60)),
  people(700104, 13450, 'много', SLIPPED),
  people(700105, SLIPPED, 30, 60),
  ['Председатель ГЭК', `${SLIPPED} А. Н.`],
]
const F1: Row[] = [
  ['ВПР 2026 Русский язык 5 класс'],
  [
    'ОО',
    'Код участника',
    'ФИО',
    'Паспорт',
    'Класс',
    '1 (2б)',
    '2 (1б)',
    'Первичный балл',
    'Отметка',
    'Отметка по журналу',
  ],
  ['МБОУ «СШ № 1»(edu671001)', 'Кол-во участников: 3'],
  ['edu671001', 40001, PERSON.join(' '), `${SERIES} ${NUMBER}`, '5А', 2, 1, 3, 3, 4],
  ['edu671001', SLIPPED, PERSON.join(' '), `${SERIES} ${NUMBER}`, SLIPPED, SLIPPED, 1, 3, 3, SLIPPED],
  ['edu671001', 40003, PERSON.join(' '), `${SERIES} ${NUMBER}`, '5А', 2, 1, SLIPPED, SLIPPED, 4],
]
const MAPPED: Row[] = [
  ['Школа', 'Муниципалитет', 'Ответственный: ФИО', 'Телефон', 'Участников', 'Двоек'],
  ['101', 'Вяземский район', PERSON.join(' '), NUMBER, 20, 7],
]
const MAPPING = {
  version: 1,
  name: 'Таблица области',
  school: { key: { column: 'Школа' }, keyKind: 'rcoi' },
  groups: [{ procedure: 'vpr-ma-5', participants: { column: 'Участников' }, low: { column: 'Двоек' } }],
}
const UNKNOWN: Row[] = [
  ['Директор', `${PERSON[0]} ${PERSON[1]}`],
  ['ФИО', 'Дата рождения', 'Адрес проживания', 'Кружок', 'Занятий'],
  [PERSON.join(' '), BIRTH, NUMBER, 'шахматы', 3],
]

const csv = (rows: Row[]) => rows.map((row) => row.map((cell) => cell ?? '').join(';')).join('\r\n')
const workbook = async (rows: Row[], more?: (book: exceljs.Workbook) => void): Promise<Buffer> => {
  const book = new exceljs.Workbook()
  const sheet = book.addWorksheet('Лист1')
  for (const row of rows) sheet.addRow(row.map((cell) => (cell === BIRTH ? new Date('2009-07-13') : cell)))
  more?.(book)
  return Buffer.from(await book.xlsx.writeBuffer())
}
const oldWorkbook = (rows: Row[]): Buffer => {
  const book = utils.book_new()
  utils.book_append_sheet(book, utils.aoa_to_sheet(rows), 'Лист1')
  return write(book, { type: 'buffer', bookType: 'biff8' }) as Buffer
}
const cp1251 = (text: string) =>
  Buffer.from(
    [...text].map((sign) =>
      sign >= 'А' && sign <= 'я' ? sign.charCodeAt(0) - 0x350 : sign === 'ё' ? 0xb8 : sign.charCodeAt(0),
    ),
  )

interface Given {
  name: string
  bytes: Buffer
  mapping?: unknown
  ends: 'checked' | 'refused'
}

async function givenFiles(): Promise<Given[]> {
  const rcoi = await workbook(RCOI, (book) => {
    book.creator = SLIPPED
    book.getWorksheet('Лист1')!.getCell('A3').note = PERSON.join(' ')
    book.addWorksheet('Скрытый', { state: 'hidden' }).addRow([...PERSON, NUMBER])
  })
  // Not packed, so that what is left of it would be found.
  const plain = Buffer.from(zipSync(unzipSync(rcoi), { level: 0 }))
  const broken = Buffer.from(plain)
  broken.write('<row><c', broken.indexOf('</sheetData>'))
  const checked = (name: string, bytes: Buffer, mapping?: unknown): Given => ({
    name,
    bytes,
    ends: 'checked',
    ...(mapping ? { mapping } : {}),
  })
  const refused = (name: string, bytes: Buffer): Given => ({ name, bytes, ends: 'refused' })
  return [
    checked('протокол.xlsx', rcoi),
    checked(
      'ОГЭ 02 - Математика 2026.06.02.csv',
      Buffer.from(
        `\uFEFF${csv([
          [
            'SchoolCode',
            'ClassCode',
            'StationCode',
            'AuditoriumCode',
            'SurnameCell',
            'NameCell',
            'SecondNameCell',
            'DocumentSeriesCode',
            'DocumentNumberCode',
            'PrimaryMark',
            'Mark5',
          ],
          ['13450', '9А', '901', '1', ...PERSON, SERIES, NUMBER, 15, 4],
        ])}`,
      ),
    ),
    checked('1251 протокол.csv', cp1251(csv(RCOI).replaceAll('700', '701').replaceAll(';60', ';61'))),
    checked(
      'utf-16 протокол.csv',
      Buffer.from(`\uFEFF${csv(RCOI).replaceAll('700', '702').replaceAll(';60', ';62')}`, 'utf16le'),
    ),
    checked('старая книга.xls', oldWorkbook(RCOI.map((row) => row.map((cell) => (cell === 60 ? 64 : cell))))),
    checked('ф1.xlsx', await workbook(F1)),
    checked('таблица.xlsx', await workbook(MAPPED), MAPPING),
    refused('неизвестная.xlsx', await workbook(UNKNOWN)),
    refused('неизвестная.csv', Buffer.from(csv(UNKNOWN))),
    refused('оборванная.xlsx', plain.subarray(0, Math.floor(plain.length * 0.9))),
    refused('испорченная.xlsx', broken),
    refused(
      'старая.xls',
      Buffer.concat([
        Buffer.from('d0cf11e0a1b11ae1', 'hex'),
        Buffer.from(PERSON.join(' '), 'utf16le'),
        Buffer.alloc(3000),
      ]),
    ),
    refused('список.pdf', Buffer.from(`%PDF-1.4 ${PERSON.join(' ')} ${NUMBER}`)),
  ]
}

interface Server {
  address: string
  output(): string
  kill(): Promise<void>
}

async function serve(data: string): Promise<Server> {
  const command = startCommand(['serve', '--no-demo', '--port', '0', '--data', data], { LOG_LEVEL: 'trace' })
  let output = ''
  for (const stream of [command.process.stdout!, command.process.stderr!])
    stream.on('data', (piece) => {
      output += piece
    })
  let isOver = false
  void command.ended.then(() => {
    isOver = true
  })
  while (!isOver) {
    const address = /http:\/\/\S+?(?=["\s])/.exec(output)?.[0]
    if (address) return { address: address.replace(/\/$/, ''), output: () => output, kill: command.kill }
    await sleep(50)
  }
  throw new Error(`the server did not start: ${output}`)
}

test('names and documents of people appear in nothing that is written or said, whatever becomes of their file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'traektoria-privacy-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const data = join(folder, 'data')
  const ground = await openGround(readConfig({ dataDir: data }, {}), createLog('silent'))
  onTestFinished(ground.close)
  const regionId = await newRegion(ground)
  const answers: string[] = []
  let server = await serve(data)
  const ask = async (path: string, method = 'GET', body?: FormData | string) => {
    const headers = new Headers(typeof body === 'string' ? { 'content-type': 'application/json' } : {})
    const answer = await fetch(`${server.address}/api${path}`, { method, headers, body: body ?? null })
    const text = await answer.text()
    answers.push(text)
    return JSON.parse(text)
  }
  const until = async (id: number, states: string[]) => {
    for (let asked = 0; asked < 1_000; asked++) {
      const found = await ask(`/imports/${id}`)
      if (found.state === undefined) throw new Error(JSON.stringify(found))
      if (states.includes(found.state)) return found.state as string
      await sleep(30)
    }
    throw new Error(`import ${id} is not ${states}`)
  }
  const lookAt = async (id: number) => {
    for (const path of ['', '/problems?limit=1000', '/table']) await ask(`/imports/${id}${path}`)
  }
  const form = ({ name, bytes, mapping }: Omit<Given, 'ends'>) => {
    const made = new FormData()
    made.append('year', '2026')
    made.append('createSchools', 'true')
    if (mapping) made.append('mapping', JSON.stringify(mapping))
    made.append('file', new Blob([new Uint8Array(bytes)]), name)
    return made
  }

  const files = await givenFiles()
  for (const { name, bytes } of files) expect(wordsIn(bytes, WORDS), name).not.toEqual([])
  for (const file of files) {
    const { id, detail } = await ask(`/regions/${regionId}/imports`, 'POST', form(file))
    expect(detail, file.name).toBeUndefined()
    expect(await until(id, ['checked', 'refused']), file.name).toBe(file.ends)
    await lookAt(id)
    await ask(`/imports/${id}/check`, 'POST', JSON.stringify({ schoolYear: 2026 }))
    await until(id, ['checked', 'refused'])
    if (file.ends === 'refused') continue
    await ask(`/imports/${id}/commit`, 'POST', '{}')
    expect(await until(id, ['committed', 'checked', 'refused']), file.name).toBe('committed')
    await ask(`/imports/${id}/undo`, 'POST')
  }

  for (const [path, file] of [
    [
      'registry/preview',
      {
        name: 'реестр.xlsx',
        bytes: await workbook([
          ['Код', 'Наименование', 'Муниципалитет', 'ФИО директора', 'Телефон'],
          ['13450', 'СШ № 1', 'Вяземский район', PERSON.join(' '), NUMBER],
        ]),
      },
    ],
    [
      'registry/preview',
      {
        name: 'карта.geojson',
        bytes: Buffer.from(
          JSON.stringify({
            type: 'FeatureCollection',
            features: [
              {
                type: 'Feature',
                properties: { name: 'Вяземский район', head: PERSON.join(' ') },
                geometry: {
                  type: 'Polygon',
                  coordinates: [
                    [
                      [30, 50],
                      [31, 50],
                      [31, 51],
                      [30, 50],
                    ],
                  ],
                },
              },
            ],
          }),
        ),
      },
    ],
    [
      'official-clusters?year=2026',
      {
        name: 'кластеры.csv',
        bytes: Buffer.from(
          csv([
            ['Код', 'Школа', 'ФИО директора', 'Кластер'],
            ['13450', 'СШ № 1', PERSON.join(' '), 'базово неуспевающие'],
          ]),
        ),
      },
    ],
  ] as const)
    await ask(`/regions/${regionId}/${path}`, 'POST', form(file))

  // Cut off in the middle of an upload: what lies on the disk then is nobody's to read.
  await halfUpload(server, regionId, Buffer.from(csv(Array.from({ length: 30_000 }, () => people(1, 2)))))
  const before = await filesWith(data, WORDS)
  await server.kill()
  const after = await filesWith(data, WORDS)
  const output = server.output()
  server = await serve(data)
  await ask(`/regions/${regionId}/imports`)

  // A command reads the file where it lies.
  const path = join(folder, 'протокол для команды.xlsx')
  await writeFile(path, await workbook(RCOI.map((row) => row.map((cell) => (cell === 60 ? 63 : cell)))))
  const command = await runCommand(['import', path, '--year', '2026', '--data', data, '--json'])
  expect(command.code, command.stdout).toBe(0)

  expect([...before, ...after]).toEqual([])
  expect(await filesWith(data, WORDS)).toEqual([])
  expect(await tablesWith(ground.db, WORDS)).toEqual([])
  for (const said of [...answers, output, server.output(), command.stdout, command.stderr])
    expect(wordsIn(Buffer.from(said), WORDS), said.slice(0, 300)).toEqual([])
}, 400_000)

async function newRegion({ db }: Ground): Promise<number> {
  const row = await db
    .insertInto('regions')
    .values({ code: '67', name: 'Область' })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** Sends most of a file and waits until the server has it. */
async function halfUpload({ address }: Server, regionId: number, bytes: Buffer): Promise<void> {
  const upload = request(`${address}/api/regions/${regionId}/imports`, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=b', 'content-length': bytes.length + 10_000 },
  })
  upload.on('error', () => {})
  upload.write(
    '--b\r\ncontent-disposition: form-data; name="year"\r\n\r\n2026\r\n--b\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n',
  )
  await new Promise((sent) => upload.write(bytes, sent))
  await sleep(500)
}
