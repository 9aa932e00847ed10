/** NUL, and half of a surrogate pair without its other half. */
const UNSTORABLE = /[\0\p{Cs}]/u
const ALL_UNSTORABLE = /[\0\p{Cs}]/gu

/** PostgreSQL keeps no such letters, and nobody sees them: they are dropped while reading. */
export const storableText = (text: string): string =>
  UNSTORABLE.test(text) ? text.replace(ALL_UNSTORABLE, '') : text
