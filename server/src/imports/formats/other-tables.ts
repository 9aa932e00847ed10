import type { ProblemCode } from '../../platform/problem.ts'
import type { SheetSample } from '../model.ts'
import { normaliseHeader } from '../read-table/parse-cell.ts'
import { foldHeader, headerTexts } from './columns.ts'
import { isScoreTable } from './regional-long-table.ts'

export interface OtherTable {
  code: Extract<ProblemCode, 'import/not-results' | 'import/format-unknown'>
  sentence: string
}

interface Signature extends OtherTable {
  /** Every group must have one of its texts among the headers. */
  has: string[][]
  /** A header like this speaks for results after all. */
  hasNot?: RegExp
}

/** Tables people bring that are not results, and results in kinds that are not read yet: each says what it is. */
const SIGNATURES: Signature[] = [
  {
    code: 'import/not-results',
    sentence:
      'Это таблица приёма (минимальные и максимальные баллы поступивших или список классов), а не результаты процедур: загружать её сюда не нужно.',
    has: [
      [
        'паралелка',
        'код на паралелката',
        'брой паралелки',
        'балообразуване',
        'проходной балл',
        'количество мест',
      ],
    ],
    hasNot: /участник|сдава|отметк/,
  },
  {
    code: 'import/not-results',
    sentence:
      'Это реестр школ без результатов: загрузите его на странице «Школы», там он пополнит список школ и их коды.',
    has: [
      [
        'название',
        'название оо',
        'наименование',
        'наименование оо',
        'полное наименование',
        'краткое наименование',
        'школа',
        'name',
        'edu_name',
        'schname',
      ],
      [
        'инн',
        'огрн',
        'адрес',
        'юридический адрес',
        'телефон',
        'директор',
        'фио директора',
        'adress',
        'address',
        'web_site',
        'сайт',
        'логин',
        'код оо',
        'x',
      ],
    ],
    hasNot: /участник|сдава|писал|балл|отметк|оценк|дол[яи]|%|порог|успеваем|качеств|результат|pass|average/,
  },
]

/** What a file that no format recognises is, if it is a kind people often bring. */
export const recogniseOther = (samples: SheetSample[]): OtherTable | undefined => {
  const texts = samples.flatMap((sample) => sample.rows.slice(0, 15).flatMap((row) => headerTexts([row], [])))
  const headers = new Set(texts.map(foldHeader))
  if (samples.some((sample) => sample.rows.some((row) => isScoreTable(headerTexts([row], []))))) {
    return {
      code: 'import/format-unknown',
      sentence:
        'Это распределение первичных баллов: такие таблицы пока не читаются. Загрузите таблицу с долями отметок 2, 3, 4 и 5.',
    }
  }
  const found = SIGNATURES.find(
    ({ has, hasNot }) =>
      has.every((group) => group.some((text) => headers.has(foldHeader(text)))) &&
      !(hasNot !== undefined && texts.some((text) => hasNot.test(normaliseHeader(text)))),
  )
  return found === undefined ? undefined : { code: found.code, sentence: found.sentence }
}
