import { normaliseHeader } from '../read-table/parse-cell.ts'

/** «Итого», «Всего по району», «По области»: a row of sums, never a school. */
const TOTAL = /^(итого|итог|всего|общий итог|среднее|в среднем|общее|total|grand total)(?![а-яa-z])/
const PLACE_TOTAL =
  /^по (район|город|муницип|округ|област|регион|кра[юяй]|республик|выборк|всем|территори|ате|оо(?![а-я])|школам)/
const SAMPLE = /^(вся выборка|весь регион|россия|рф|российская федерация)$/

export const isTotalLabel = (text: string): boolean => {
  const label = normaliseHeader(text)
  return TOTAL.test(label) || PLACE_TOTAL.test(label) || SAMPLE.test(label)
}
