import { type ReadLimits, tooBig } from './limits.ts'
import { cleanText } from './xlsx-values.ts'
import { decodeText, type XmlEvents } from './xml-scanner.ts'

/** Collects `sharedStrings.xml`: runs of rich text are joined, phonetic readings (`rPh`) are not text. */
export function createSharedStrings(
  fileName: string,
  limits: ReadLimits,
): { events: XmlEvents; strings: string[] } {
  const strings: string[] = []
  let characters = 0
  let item = ''
  let inText = false
  let inReading = false
  return {
    strings,
    events: {
      open(name, depth) {
        if (depth === 2) item = ''
        else if (name === 'rPh') inReading = true
        else if (name === 't') inText = !inReading
      },
      text(bytes, from, to, literal) {
        if (!inText) return
        const piece = literal ? bytes.toString('utf8', from, to) : decodeText(bytes, from, to)
        item = item === '' ? piece : item + piece
        characters += piece.length
        if (characters > limits.sharedCharacters) throw tooBig(fileName, 'слишком много текста')
      },
      close(name, depth) {
        if (name === 't') inText = false
        else if (name === 'rPh') inReading = false
        else if (name === 'si' && depth === 2) {
          if (strings.push(cleanText(item)) > limits.sharedStrings)
            throw tooBig(fileName, 'слишком много разных строк')
        }
      },
    },
  }
}
