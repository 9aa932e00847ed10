/** Encodings of Russian text in single bytes: Windows, Unix and mail of the nineties, DOS. */
export const SINGLE_BYTE = ['windows-1251', 'koi8-r', 'ibm866'] as const
export type SingleByte = (typeof SINGLE_BYTE)[number]

/** Letters of Russian text per thousand, in any case. */
const PER_MILLE: Record<string, number> = {
  ...{ о: 109, е: 85, а: 80, и: 74, н: 67, т: 63, с: 55, р: 47, в: 45, л: 44, к: 35, м: 32, д: 30, п: 28 },
  ...{ у: 26, я: 20, ы: 19, ь: 17, г: 17, з: 16, б: 16, ч: 14, й: 12, х: 10, ж: 9, ш: 7, ю: 6, ц: 5 },
  ...{ щ: 4, э: 3, ф: 3, ё: 1, ъ: 0.4 },
}
const WEIGHTS = new Map(Object.entries(PER_MILLE).map(([letter, n]) => [letter, Math.log(n / 1000)]))
/** Signs that stand in Russian tables beside letters. */
const AT_HOME = /[№«»—–„“”…§°\u00A0]/u
const SIGN = Math.log(0.01)
/** Box drawing, letters of other languages: what a wrong encoding makes of Russian. */
const STRANGE = Math.log(0.00001)
/** A capital after a small letter («шКОЛА»): KOI8-R and Windows-1251 read each other so. */
const WRONG_CASE = Math.log(0.01)
/** How much more likely, per sign, another encoding must be before Windows-1251 is given up. */
const MARGIN = 0.25
const LOOKED_AT = 64 * 1024

/**
 * Which single-byte encoding a Russian text is in, by how likely its letters are in each: mean log-likelihood of the signs
 * beyond ASCII. Where nothing speaks clearly for another it is Windows-1251, in which nearly all such files come.
 */
export function detectSingleByte(bytes: Uint8Array): SingleByte {
  const start = bytes.subarray(0, LOOKED_AT)
  const scores = SINGLE_BYTE.map((encoding) => scoreOf(new TextDecoder(encoding).decode(start)))
  const best = scores.indexOf(Math.max(...scores))
  return scores[best]! > scores[0]! + MARGIN ? SINGLE_BYTE[best]! : 'windows-1251'
}

function scoreOf(text: string): number {
  let sum = 0
  let signs = 0
  let afterSmall = false
  for (const sign of text) {
    if (sign < '\u0080') {
      afterSmall = false
      continue
    }
    const small = sign.toLowerCase()
    const weight = WEIGHTS.get(small)
    const isCapital = small !== sign
    signs++
    sum += weight ?? (AT_HOME.test(sign) ? SIGN : STRANGE)
    if (weight !== undefined && isCapital && afterSmall) sum += WRONG_CASE
    afterSmall = weight !== undefined && !isCapital
  }
  return signs === 0 ? 0 : sum / signs
}
