import type { DocumentTree } from './document.ts'

/** Lines around the text, the same in every format. Blanks are for a pen: an order without them is none. */
export function titleLines({ kind, letterhead, requisites, mark }: DocumentTree) {
  const isOrder = kind === 'list-order'
  return {
    mark,
    organisation:
      letterhead.organisation.trim() || (isOrder ? '_______________________________________' : null),
    requisites:
      requisites !== null
        ? { date: dateWords(requisites.date), number: `№ ${requisites.number}` }
        : isOrder
          ? { date: '«____» ______________ 20____ г.', number: '№ ________' }
          : null,
    city: letterhead.city.trim() || null,
    signature: {
      post: letterhead.signatoryPost.trim() || '______________________',
      name: letterhead.signatoryName.trim() || '______________________',
    },
  }
}

const MONTHS = 'января февраля марта апреля мая июня июля августа сентября октября ноября декабря'.split(' ')

/** «22 ноября 2026 г.» */
export function dateWords(date: string): string {
  const [year, month, day] = date.split('-')
  return `${Number(day)} ${MONTHS[Number(month) - 1]} ${year} г.`.replaceAll(' ', '\u00a0')
}
