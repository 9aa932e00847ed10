/** Small whole numbers in words, in the cases that the sentences need. From a hundred on, digits are easier to read. */

type Gender = 'feminine' | 'masculine'

const UNITS = ['', '', 'двух', 'трёх', 'четырёх', 'пяти', 'шести', 'семи', 'восьми', 'девяти']
const TEENS = [
  'десяти',
  'одиннадцати',
  'двенадцати',
  'тринадцати',
  'четырнадцати',
  'пятнадцати',
  'шестнадцати',
  'семнадцати',
  'восемнадцати',
  'девятнадцати',
]
const TENS = [
  '',
  '',
  'двадцати',
  'тридцати',
  'сорока',
  'пятидесяти',
  'шестидесяти',
  'семидесяти',
  'восьмидесяти',
  'девяноста',
]
const DATIVE: Record<string, string> = { двух: 'двум', трёх: 'трём', четырёх: 'четырём' }

const words = (n: number, one: string, unit: (genitive: string) => string): string => {
  if (n < 1 || n > 99 || !Number.isInteger(n)) return String(n)
  if (n >= 10 && n < 20) return TEENS[n - 10]!
  const last = n % 10 === 1 ? one : unit(UNITS[n % 10]!)
  return [TENS[Math.floor(n / 10)], last].filter((word) => word !== '' && word !== undefined).join(' ')
}

/** «(из) шести, двадцати одной» */
export const genitiveWords = (n: number, gender: Gender): string =>
  words(n, gender === 'feminine' ? 'одной' : 'одного', (word) => word)

/** «(по) двум, двадцати одной» */
export const dativeWords = (n: number, gender: Gender): string =>
  words(n, gender === 'feminine' ? 'одной' : 'одному', (word) => DATIVE[word] ?? word)

/** Whether a noun after the number stands in the singular in an oblique case: «двадцати одной процедуре», but «одиннадцати процедурам». */
export const isSingular = (n: number): boolean => n % 10 === 1 && n % 100 !== 11
