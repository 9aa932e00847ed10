import { normaliseHeader } from '../read-table/parse-cell.ts'

/** «Итого», «Всего по району», «По области»: a row of sums, never a school. */
const TOTAL = /^(итого|итог|всего|общий итог|среднее|в среднем|общее|total|grand total)(?![а-яa-z])/
const PLACE_TOTAL =
  /^по (район|город|муницип|округ|област|регион|кра[юяй]|республик|выборк|всем|территори|ате|оо(?![а-я])|школам)/
const SAMPLE = /^(вся выборка|весь регион|россия|рф|российская федерация)$/

/** Nothing else can be a total; asked of every text of every row, so it comes first. */
const BEGINNING = /^\s*(?:ит|вс|об|ср|в\s|по\s|to|gr|ро|рф|ве)/i

export const isTotalLabel = (text: string): boolean => {
  if (!BEGINNING.test(text)) return false
  const label = normaliseHeader(text)
  return TOTAL.test(label) || PLACE_TOTAL.test(label) || SAMPLE.test(label)
}
