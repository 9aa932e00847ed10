import { dictionary } from '@zxcvbn-ts/language-common'

/** The most used passwords of leaks, without capitals (the lists of zxcvbn). */
let listed: ReadonlySet<string> | undefined
const isListed = (text: string): boolean => {
  listed ??= new Set(dictionary['passwords-common'])
  return listed.has(text)
}

/** What is added to a word to make it long enough: a year, a date, a number. */
const LONGEST_NUMBER = 8

/**
 * Whether a guesser tries it early: it is on the list of common passwords, or is made of at most two of them, with a number
 * before and after. The list alone has few of the length that is asked for here; what people type to reach it has the
 * same few words in it. Words typed in Russian on Latin keys, or the other way round, are the same words. Pure.
 */
export function isCommonPassword(password: string): boolean {
  const text = password.normalize('NFKC').toLowerCase()
  return [text, onLatinKeys(text)].some(
    (typed) => isListed(typed) || isGuessedEarly(typed.replace(/[^\p{L}\p{N}]/gu, '')),
  )
}

function isGuessedEarly(text: string): boolean {
  const before = numberLength(/^\d*/.exec(text)?.[0])
  const after = numberLength(/\d*$/.exec(text)?.[0])
  for (let from = 0; from <= before; from++)
    for (let until = text.length; until >= text.length - after; until--)
      if (isOneOrTwo(text.slice(from, until))) return true
  return false
}

const numberLength = (digits = ''): number => Math.min(digits.length, LONGEST_NUMBER)

function isOneOrTwo(text: string): boolean {
  if (isSimple(text)) return true
  for (let at = 1; at < text.length; at++)
    if (isSimple(text.slice(0, at)) && isSimple(text.slice(at))) return true
  return false
}

const isSimple = (text: string): boolean => isListed(text) || /^(.)\1+$/u.test(text)

const RUSSIAN = 'йцукенгшщзхъфывапролджэячсмитьбюё'
const LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
const onLatinKeys = (text: string): string =>
  text.replace(/[а-яё]/g, (letter) => LATIN[RUSSIAN.indexOf(letter)] ?? letter)
