import type { NumberMeaning } from './xlsx-values.ts'
import { readAttributes, type XmlEvents } from './xml-scanner.ts'

// ECMA-376 part 1, 18.8.30: formats that a workbook uses without writing them down. 27–36 and 50–58 are East Asian dates.
const BUILT_IN: [from: number, to: number, meaning: NumberMeaning][] = [
  [9, 10, 'percent'],
  [14, 17, 'date'],
  [18, 21, 'time'],
  [22, 22, 'date'],
  [27, 31, 'date'],
  [32, 35, 'time'],
  [36, 36, 'date'],
  [45, 45, 'time'],
  [47, 47, 'time'],
  [50, 58, 'date'],
]

/** Collects `styles.xml`; `meanings[i]` then says how a number with style `i` is to be read. */
export function createStyles(): { events: XmlEvents; meanings: NumberMeaning[] } {
  const codes = new Map<number, string>()
  const formatIds: number[] = []
  const meanings: NumberMeaning[] = []
  let section = ''
  return {
    meanings,
    events: {
      open(name, depth, bytes, from, to) {
        if (depth === 2) section = name
        if (depth !== 3) return
        if (section === 'numFmts' && name === 'numFmt') {
          const { numFmtId = '', formatCode = '' } = readAttributes(bytes, from, to)
          codes.set(Number(numFmtId), formatCode)
        } else if (section === 'cellXfs' && name === 'xf') {
          formatIds.push(Number(readAttributes(bytes, from, to).numFmtId ?? 0))
        }
      },
      text() {},
      close(_, depth) {
        if (depth !== 1) return
        for (const id of formatIds) {
          const code = codes.get(id)
          meanings.push(code === undefined ? builtIn(id) : meaningOfFormat(code))
        }
      },
    },
  }
}

function builtIn(id: number): NumberMeaning {
  return BUILT_IN.find(([from, to]) => from <= id && id <= to)?.[2] ?? 'number'
}

/**
 * What a number format makes of a number. Quoted and escaped characters, colours, currencies and conditions say nothing;
 * elapsed time (`[h]:mm`) is a duration and stays a number. Russian codes (`ДД.ММ.ГГГГ`) come from other producers.
 */
export function meaningOfFormat(code: string): NumberMeaning {
  const bare = code
    .replace(/"[^"]*"?/g, '')
    .replace(/[\\_*]./gu, '')
    .replace(/\[(?!(?:h+|m+|s+|ч+|м+|с+)\])[^\]]*\]/giu, '')
    .replace(/General|Standard|Основной/gi, '')
  if (/\[/.test(bare)) return 'number'
  if (bare.includes('%')) return 'percent'
  const hours = /h|s|AM\/PM|A\/P|чч?:|сс/i.test(bare)
  const latin = bare.replace(/AM\/PM|A\/P/gi, '').replace(/E[+-]/gi, '')
  if (/[yd]/i.test(latin) || /гг|дд/i.test(bare)) return 'date'
  if (hours) return 'time'
  return /m|мм/i.test(latin) ? 'date' : 'number'
}
