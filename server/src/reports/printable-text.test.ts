import { expect, test } from 'vitest'
import { printableText } from './printable-text.ts'
import { renderPdf } from './render-pdf.ts'
import { paper } from './test-paper.ts'

const everySign = Array.from({ length: 0xffff }, (_, code) => String.fromCharCode(code)).filter(
  (sign) => printableText(sign) === sign,
)

const withText = (text: string) => ({
  ...paper,
  blocks: [
    { kind: 'heading' as const, id: 'h', level: 1 as const, runs: [{ text: 'Раздел' }] },
    ...[
      {},
      { bold: true as const },
      { italic: true as const },
      { bold: true as const, italic: true as const },
    ].map((face, at) => ({ kind: 'paragraph' as const, id: `p${at}`, runs: [{ text, ...face }] })),
  ],
})

test('every sign that is let through has a picture in every face', () => {
  expect(everySign.length).toBeGreaterThan(1_000)
  expect(renderPdf(withText(everySign.join(' '))).length).toBeGreaterThan(20_000)
})

test.each([
  ['a changed direction', '\u202Eшкола\u202C № 1', 'школа № 1'],
  ['isolated directions', '\u2067школа\u2069', 'школа'],
  ['letters that are written from the right', 'СОШ שלום العربية', 'СОШ ���� �������'],
  ['pictures', 'СОШ \u{1F3EB}', 'СОШ ��'.slice(0, 5)],
  ['letters of wide scripts', '＝1+1 学校', '�1+1 ��'],
  ['signs for a machine', 'а\u0000б\u0007в\u001b', 'а�б�в�'],
  ['half a letter', 'а\ud800б', 'а�б'],
  ['a letter of two signs', 'и\u0306', 'й'],
])('a document is made of %s', (_, text, shown) => {
  expect(printableText(text)).toBe(shown)
  expect(renderPdf(withText(text)).subarray(0, 5).toString()).toBe('%PDF-')
})

test('what stands in our own words stays as it is', () => {
  const words = 'Доля «2» ≥ 30 %, № 847 — 1–2 ₽, x̄ = 4,5; 10\u00a0школ, ст.\u202f5, слово\u2011слово'
  expect(printableText(words)).toBe(words.normalize('NFC'))
})
