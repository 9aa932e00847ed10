import { expect, it } from 'vitest'
import { programOf } from './program.ts'

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36'

it.each([
  [CHROME, 'Chrome, Windows'],
  [`${CHROME} Edg/130.0.0.0`, 'Edge, Windows'],
  [CHROME.replace('Chrome/130.0.0.0', 'Chrome/130.0.0.0 YaBrowser/24.10'), 'Яндекс Браузер, Windows'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0', 'Firefox, Linux'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
    'Safari, iOS',
  ],
])('the program of a session is told in two words: %s', (agent, words) => {
  expect(programOf(agent)).toBe(words)
})

it('says so where a program does not tell what it is', () => {
  expect(programOf(null)).toBe('Неизвестная программа')
  expect(programOf('')).toBe('Неизвестная программа')
})
