import { createRequire } from 'node:module'
import { Resvg } from '@resvg/resvg-js'

const require = createRequire(import.meta.url)

/** Whole TTF files of the page's typeface, with Cyrillic: for pictures here and for PDF. */
export const CHART_FONT_FILES: readonly string[] = [
  require.resolve('@expo-google-fonts/onest/400Regular/Onest_400Regular.ttf'),
  require.resolve('@expo-google-fonts/onest/600SemiBold/Onest_600SemiBold.ttf'),
]

/**
 * PNG of an SVG drawn for paper. Only our fonts are used, so the picture is the same on every machine.
 * @param width in pixels; 1800 is 300 dpi on the 15 cm between a page's margins
 */
export function renderPicture(svg: string, width = 1800): Buffer {
  const picture = new Resvg(svg, {
    fitTo: { mode: 'width', value: width },
    font: { fontFiles: [...CHART_FONT_FILES], loadSystemFonts: false, defaultFontFamily: 'Onest' },
  })
  return picture.render().asPng()
}
