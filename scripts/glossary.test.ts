import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parseGlossary } from './glossary.ts'

const table = (rows: string) =>
  `## Results\n\n| code | на экране | what it is | подсказка |\n|---|---|---|---|\n${rows}\n`

it('reads terms with the first Latin words of their code as the id', () => {
  expect(parseGlossary(table('| ВПР (vpr), КДР (kdr) | работа | a work | Пишут все. |'))).toEqual([
    { title: 'Результаты', terms: [{ id: 'vpr', word: 'работа', help: 'Пишут все.' }] },
  ])
})

it('leaves out what is no word of the screen', () => {
  expect(parseGlossary(table('| tree | | a tree | |'))[0]?.terms).toEqual([])
  expect(parseGlossary('## Technical\n\n| word | what |\n|---|---|\n| a | b |\n')).toEqual([])
})

it('refuses two terms with one id and rows that are cut short', () => {
  expect(() => parseGlossary(table('| low | а | a | А. |\n| low | б | b | Б. |'))).toThrow('id of its own')
  expect(() => parseGlossary(table('| low | а | a |'))).toThrow('four cells')
  expect(() => parseGlossary('## New\n')).toThrow('no title')
})

it('the glossary itself has help for every word of the screen', () => {
  const text = readFileSync('docs/glossary.md', 'utf8')
  const sections = parseGlossary(text)
  expect(sections.flatMap(({ terms }) => terms).length).toBeGreaterThan(70)
  const onScreen = text
    .split('## Technical')[0]!
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter((cells) => cells[2] !== '' && cells[4] === '')
  expect(onScreen).toEqual([])
})
