import { expect, it } from 'vitest'
import { matchText } from './text-match.ts'

it('finds by parts of words in any order, whatever the case, «ё» and quotes', () => {
  const school = 'МБОУ «СОШ № 12 г. Заозёрск» 13450 Заозёрский район'
  expect(matchText(school, 'заозерск сош')).toBe(true)
  expect(matchText(school, '"СОШ № 12')).toBe(true)
  expect(matchText(school, ' 1345 ')).toBe(true)
  expect(matchText(school, 'лицей')).toBe(false)
})

it('finds everything by an empty search', () => {
  expect(matchText('школа', '  ')).toBe(true)
})
