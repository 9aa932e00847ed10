import { beforeAll, describe, expect, it } from 'vitest'
import { newRegion, testApp } from '../../test/app.ts'
import { importFile } from '../../test/import-file.ts'
import { LOCAL_OPERATOR } from '../accounts/access.ts'
import { buildDocument } from './build-document.ts'
import { type DocumentTree, figuresOf } from './document.ts'
import { runsText } from './figure-text.ts'
import { renderDocx } from './render-docx.ts'
import { docxText } from './test-text.ts'

/**
 * The note of Назарово for 2020/21: four schools, three with grade 11. Results of 20 participants in each school are made by
 * hand so that the shares with positive dynamics come out as it prints them; ОГЭ was not held in 2020, so 2019 is its
 * previous year. Pairs are participants below the minimum before and now, a pair for each school that held it.
 */
const CHANGES = [
  {
    kind: 'ОГЭ',
    grade: 9,
    subject: 'Математика',
    before: 2019,
    pairs: [
      [9, 7],
      [8, 6],
      [9, 8],
      [6, 7],
    ],
    printed: [3, 4, '75 %'],
  },
  {
    kind: 'ОГЭ',
    grade: 9,
    subject: 'Русский язык',
    before: 2019,
    pairs: [
      [9, 6],
      [8, 7],
      [9, 9],
      [8, 6],
    ],
    printed: [3, 4, '75 %'],
  },
  {
    kind: 'ЕГЭ',
    grade: 11,
    subject: 'Математика (профильный уровень)',
    before: 2020,
    pairs: [
      [8, 6],
      [6, 6],
      [6, 8],
    ],
    printed: [1, 3, '33 %'],
  },
  {
    kind: 'ЕГЭ',
    grade: 11,
    subject: 'Русский язык',
    before: 2020,
    pairs: [
      [7, 6],
      [0, 1],
      [2, 3],
    ],
    printed: [1, 3, '33 %'],
  },
  {
    kind: 'КДР',
    grade: 4,
    subject: 'Читательская грамотность',
    before: 2020,
    pairs: [
      [5, 4],
      [5, 5],
      [5, 6],
      [4, 6],
    ],
    printed: [1, 4, '25 %'],
  },
  {
    kind: 'КДР',
    grade: 6,
    subject: 'Читательская грамотность',
    before: 2020,
    pairs: [
      [5, 4],
      [6, 5],
      [7, 2],
      [4, 3],
    ],
    printed: [4, 4, '100 %'],
  },
  {
    kind: 'КДР',
    grade: 8,
    subject: 'Естественно-научная грамотность',
    before: 2020,
    pairs: [
      [5, 6],
      [6, 5],
      [7, 7],
      [4, 5],
    ],
    printed: [1, 4, '25 %'],
  },
] as const

const HEADER = 'Год;Процедура;Класс;Предмет;Муниципалитет;Логин;ОО;Кол-во участников;2;3;4;5'
const rowsOf = (year: number, { kind, grade, subject, pairs }: (typeof CHANGES)[number], when: 0 | 1) =>
  pairs.map((pair, school) => {
    const low = pair[when] * 5
    return `${year};${kind};${grade};${subject};г. Назарово;edu24000${school + 1};МБОУ «СОШ № ${school + 1}»;20;${low};${100 - low};0;0`
  })

const { db, ground } = await testApp()
let regionId: number
let note: DocumentTree

beforeAll(async () => {
  regionId = await newRegion(db, 'Красноярский край')
  for (const [year, rows] of [
    [2019, CHANGES.filter(({ before }) => before === 2019).flatMap((one) => rowsOf(2019, one, 0))],
    [2020, CHANGES.filter(({ before }) => before === 2020).flatMap((one) => rowsOf(2020, one, 0))],
    [2021, CHANGES.flatMap((one) => rowsOf(2021, one, 1))],
  ] as const) {
    const bytes = `${[HEADER, ...rows].join('\n')}\n`
    const made = await importFile({ db, ground }, regionId, { name: `Назарово ${year}.csv`, bytes, year })
    expect(made).toMatchObject({ state: 'committed' })
  }
  await db
    .updateTable('schools')
    .set({ school_type: 'secondary' })
    .where('region_id', '=', regionId)
    .execute()
  const { id } = await db
    .updateTable('municipalities')
    .set({ name_genitive: 'города Назарово', name_prepositional: 'в городе Назарово' })
    .where('region_id', '=', regionId)
    .returning('id')
    .executeTakeFirstOrThrow()
  note = await buildDocument(db, LOCAL_OPERATOR, 'analytical-note', {
    ...{ regionId, municipalityId: id, schoolId: null, listId: null },
    ...{ schoolYear: 2021, methodology: 'order-847' },
  })
})

const plain = (text: string) => text.replaceAll('\u00a0', ' ')

describe('the note of Назарово from hand-made results', () => {
  it.each(CHANGES.map((change) => [change.kind, change.grade, change.subject, change] as const))(
    '%s %i %s: the share and its denominator as printed',
    (kind, grade, subject, { printed: [positive, both, share] }) => {
      const line = note.blocks
        .flatMap((block) => (block.kind === 'list' && block.id === 'dynamics/spoken' ? block.items : []))
        .map(({ runs }) => plain(runsText(runs, figuresOf(note))))
        .find(
          (text) =>
            text.startsWith(kind) &&
            (kind !== 'КДР' || text.includes(`${grade} класс`)) &&
            text.toLowerCase().includes(subject.slice(0, 8).toLowerCase()),
        )
      expect(line).toContain(`составила ${share} (${positive} из ${both} школ`)
    },
  )
})

it('the Word file says the same, and what no register holds is no number', async () => {
  const text = plain(docxText(await renderDocx(note)))
  expect(text).toContain(
    'В 2020/21 учебном году в городе Назарово в перечень школ с низкими образовательными результатами включены 4 школы из 4',
  )
  for (const {
    printed: [positive, both, share],
  } of CHANGES)
    expect(text).toContain(`составила ${share} (${positive} из ${both} школ`)
  expect(text).toMatch(/прошедших профессиональную диагностику или самодиагностику\nнет данных\n/)
  expect(text).not.toMatch(/14 %|96 %|18 %/)
})

it('every number of a share stands in the annex with its file and rows', async () => {
  const text = plain(docxText(await renderDocx(note)))
  const own = text.slice(text.indexOf('Откуда числа'))
  expect(own).toContain('Назарово 2019.csv')
  expect(own).toContain('Доля школ перечня с положительной динамикой: ОГЭ, математика\n3 из 4 (75 %)')
  expect(own).toMatch(/\[1\] 2–5; \[3\] 2–5/)
})

it('the same data give the same bytes', async () => {
  expect((await renderDocx(note)).equals(await renderDocx(structuredClone(note)))).toBe(true)
})
