import { Resvg } from '@resvg/resvg-js'
import { expect, test } from 'vitest'
import { CHART_FONT_FILES } from './chart-picture.ts'
import { cutText, measureText, wrapText } from './measure-text.ts'

/** Width of the text as it is drawn with the font files themselves. */
function drawnWidth(text: string, size: number, weight: 400 | 600): number {
  // Bars on both sides, because the box of ink leaves out the space around the outer letters.
  const box = (words: string) =>
    new Resvg(
      `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="60"><text y="40" font-family="Onest" font-weight="${weight}" font-size="${size}">${words}</text></svg>`,
      { font: { fontFiles: [...CHART_FONT_FILES], loadSystemFonts: false } },
    ).getBBox()?.width ?? 0
  return box(`|${text}|`) - box('||')
}

test('a line is as wide as the measure says', () => {
  for (const weight of [400, 600] as const)
    for (const text of [
      'Школа № 5 «Ёлочка»',
      '7 из 20 (35,4 %)',
      'Вяземский муниципальный округ',
      'AVTO 0123456789',
    ])
      expect(Math.abs(drawnWidth(text, 20, weight) / measureText(text, 20, weight) - 1)).toBeLessThan(0.03)
})

test('words are wrapped to the width and cut with an ellipsis', () => {
  const lines = wrapText('МБОУ «Средняя общеобразовательная школа № 12» города Смоленска', 150, 13, 400, 2)
  expect(lines).toHaveLength(2)
  expect(lines[1]).toMatch(/…$/)
  for (const line of lines) expect(measureText(line, 13)).toBeLessThanOrEqual(150)
  expect(cutText('Короткое', 200, 13)).toBe('Короткое')
})
