/** Latin letters that look like Cyrillic ones; source files mix them («PУ 4» with a Latin P). */
const LOOKALIKES: Record<string, string> = {
  a: 'а',
  b: 'в',
  c: 'с',
  e: 'е',
  h: 'н',
  k: 'к',
  m: 'м',
  o: 'о',
  p: 'р',
  t: 'т',
  x: 'х',
  y: 'у',
}

/** A subject's text made comparable: lower case, Cyrillic letters, ё as е, punctuation as single spaces. */
export const foldSubject = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[a-z]/g, (letter) => LOOKALIKES[letter] ?? letter)
    .replace(/[^0-9a-zа-я]+/g, ' ')
    .trim()
