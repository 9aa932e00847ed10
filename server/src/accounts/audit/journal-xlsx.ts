import type { Readable } from 'node:stream'
import { type Db, openSnapshot } from '../../platform/db.ts'
import { formatCount } from '../../platform/russian.ts'
import { countedSheets, streamXlsx, type XlsxCell } from '../../platform/write-xlsx.ts'
import { differenceText } from './difference.ts'
import { countJournal, listJournal, type ScopedFilters } from './journal.ts'
import { readCursor, toRecords } from './journal-records.ts'
import { actionWord, KIND_LABELS, subjectWord } from './journal-words.ts'

const PAGE_ROWS = 1_000

const COLUMNS = [
  { header: '№ в цепочке', width: 12 },
  { header: 'Когда', width: 20 },
  { header: 'Кто', width: 30 },
  { header: 'Вид', width: 12 },
  { header: 'Действие', width: 36 },
  { header: 'О чём', width: 20 },
  { header: 'Номер', width: 12 },
  { header: 'Название', width: 44 },
  { header: 'Что изменилось или запрошено', width: 70 },
  { header: 'Итог', width: 24 },
  { header: 'Адрес', width: 18 },
  { header: 'Номер запроса', width: 38 },
]

/** Exactly what is filtered, read in one view of the data, so that the number above is the number of rows below. */
export async function writeJournalXlsx(db: Db, filters: ScopedFilters, now: Date): Promise<Readable> {
  const { view, close } = await openSnapshot(db)
  try {
    const count = await countJournal(view, filters, Number.MAX_SAFE_INTEGER)
    const preamble = [
      'Журнал действий',
      filterWords(filters),
      `Строк: ${formatCount(count)}. Выгружено ${dayTime(now)}.`,
    ]
    const stream = streamXlsx(
      countedSheets({ name: 'Журнал', preamble, columns: COLUMNS }, count, readAll(view, filters)),
    )
    // Somebody who stops the download must not keep the connection.
    stream.once('close', () => void close())
    return stream
  } catch (error) {
    await close()
    throw error
  }
}

async function* readAll(view: Db, filters: ScopedFilters): AsyncGenerator<XlsxCell[]> {
  let last: string | undefined
  for (;;) {
    const rows = await listJournal(
      view,
      filters,
      PAGE_ROWS,
      last === undefined ? undefined : readCursor(last),
    )
    for (const record of await toRecords(view, rows)) {
      last = record.key
      yield [
        ...[
          record.seq,
          dayTime(new Date(record.at)),
          personText(record.actor),
          record.kindLabel,
          record.actionLabel,
        ],
        ...[record.subject?.kindLabel ?? '', record.subject?.id ?? '', record.subject?.title ?? ''],
        ...[
          differenceText(record.differences),
          record.resultLabel,
          record.address ?? '',
          record.requestId ?? '',
        ],
      ]
    }
    if (rows.length < PAGE_ROWS) return
  }
}

const personText = ({ id, name }: { id: string; name: string }) => name || id || 'неизвестно кто'

/** In the server's own time zone, as the days of the filters are. */
const dayTime = (at: Date): string =>
  at.toLocaleString('ru', { dateStyle: 'short', timeStyle: 'medium' }).replace(',', '')

function filterWords(filters: ScopedFilters): string {
  const { kind, actor, action, subjectKind, subjectId, school, from, to } = filters
  const words = [
    kind && `вид: ${KIND_LABELS[kind].toLowerCase()}`,
    actor && `кто: ${actor}`,
    action && `действие: ${actionWord(action)}`,
    subjectKind && `о чём: ${subjectWord(subjectKind)}${subjectId === undefined ? '' : ` ${subjectId}`}`,
    school && `школа: ${school}`,
    from && `с ${from}`,
    to && `по ${to}`,
  ].filter(Boolean)
  return words.length === 0 ? 'Все записи' : `Отбор — ${words.join('; ')}`
}
