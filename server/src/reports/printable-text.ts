/**
 * Everything but what the faces of a PDF can show in lines from left to right: Latin, Greek, Cyrillic with their marks, punctuation, signs.
 * All of them are in every face of Tinos (printable-text.test.ts sets each one).
 */
const NOT_SHOWN =
  /(?![\u0300-\u036F])[^\t\n\r\u0020-\u007E\u00A0-\u02E9\u0391-\u03A1\u03A3-\u03C9\u0400-\u0484\u0487-\u052F\u1E00-\u1EFF\u2000-\u200A\u2010-\u2027\u202F-\u205E\u2060\u20A0-\u20BE\u2100-\u214F\u2190-\u2195\u2202\u2206\u220F\u2211\u2212\u2215\u2219\u221A\u221E\u221F\u2229\u222B\u2248\u2260\u2261\u2264\u2265\u25A0\u25A1\u25AA-\u25AC\u25B2\u25BA\u25BC\u25C4\u25CA\u25CB\u25CF\uFFFD]/gu

/** Direct the eye and show nothing: in a line that has none of their letters they only mislead. */
const DIRECTIONS = /[\u061C\u200B-\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu

/**
 * A text as a PDF can show it: signs without a picture become «�». A typesetter stops at a letter that no face has, and
 * the whole process ends where one changes the direction of the line; a single name in a file must do neither.
 */
export const printableText = (text: string): string =>
  text.normalize('NFC').replace(DIRECTIONS, '').replace(NOT_SHOWN, '\uFFFD')
