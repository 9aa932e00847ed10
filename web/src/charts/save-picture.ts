import cyrillic from '@fontsource-variable/onest/files/onest-cyrillic-wght-normal.woff2?url'
import latin from '@fontsource-variable/onest/files/onest-latin-wght-normal.woff2?url'

import { saveFile } from '../ui/save-file.ts'

const SHEET = 'http://www.w3.org/2000/svg'
const KEPT = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'opacity',
  'font-size',
  'font-weight',
  'font-family',
  'text-anchor',
  'dominant-baseline',
  'visibility',
  'display',
] as const
const MARGIN = 24
const LINE = 26

interface PictureRequest {
  kind: 'svg' | 'png'
  title: string
  source: string
  fileName: string
}

/** Saves a drawn chart as a picture that stands on its own: title, source, colours and typeface inside. */
export async function savePicture(svg: SVGSVGElement, request: PictureRequest): Promise<void> {
  const picture = await standalone(svg, request)
  const text = new XMLSerializer().serializeToString(picture.sheet)
  const vector = new Blob([text], { type: 'image/svg+xml' })
  const blob = request.kind === 'svg' ? vector : await rasterise(text, picture.width, picture.height)
  saveFile(blob, `${request.fileName}.${request.kind}`)
}

async function standalone(svg: SVGSVGElement, { title, source }: PictureRequest) {
  const box = svg.viewBox.baseVal
  const copy = svg.cloneNode(true) as SVGSVGElement
  writeStyles(svg, copy)
  const look = getComputedStyle(svg)
  const titleLines = wrap(title, Math.floor(box.width / 11.5))
  const sourceLines = wrap(source, Math.floor(box.width / 7.4))
  const top = MARGIN + titleLines.length * LINE
  const width = box.width + 2 * MARGIN
  const height = top + box.height + sourceLines.length * 18 + 2 * MARGIN

  const sheet = document.createElementNS(SHEET, 'svg')
  sheet.setAttribute('xmlns', SHEET)
  sheet.setAttribute('viewBox', `0 0 ${width} ${height}`)
  sheet.setAttribute('width', String(width))
  sheet.setAttribute('height', String(height))
  const style = document.createElementNS(SHEET, 'style')
  style.textContent = await fontFaces()
  const paper = document.createElementNS(SHEET, 'rect')
  paper.setAttribute('width', '100%')
  paper.setAttribute('height', '100%')
  paper.setAttribute('fill', look.getPropertyValue('--surface').trim() || '#fff')
  copy.setAttribute('x', String(MARGIN))
  copy.setAttribute('y', String(top))
  copy.setAttribute('width', String(box.width))
  copy.setAttribute('height', String(box.height))
  sheet.append(
    style,
    paper,
    ...titleLines.map((words, line) => label(words, MARGIN + 18 + line * LINE, 20, 600, look.color)),
    copy,
    ...sourceLines.map((words, line) =>
      label(
        words,
        height - MARGIN - (sourceLines.length - 1 - line) * 18,
        13,
        400,
        look.getPropertyValue('--text-3').trim(),
      ),
    ),
  )
  return { sheet, width, height }
}

/** Style sheets stay behind when a picture leaves the page: what they say is written into it. */
function writeStyles(from: Element, to: Element): void {
  const look = getComputedStyle(from)
  for (const property of KEPT) to.setAttribute(property, look.getPropertyValue(property))
  to.removeAttribute('class')
  for (const [index, child] of [...from.children].entries()) {
    const twin = to.children[index]
    if (twin) writeStyles(child, twin)
  }
}

function label(words: string, y: number, size: number, weight: number, fill: string): SVGTextElement {
  const text = document.createElementNS(SHEET, 'text')
  text.setAttribute('x', String(MARGIN))
  text.setAttribute('y', String(y))
  text.setAttribute('font-family', "'Onest Variable', sans-serif")
  text.setAttribute('font-size', String(size))
  text.setAttribute('font-weight', String(weight))
  text.setAttribute('fill', fill)
  text.textContent = words
  return text
}

function wrap(text: string, length: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < length) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

async function fontFaces(): Promise<string> {
  const faces = await Promise.all(
    [
      { address: latin, range: 'U+0000-00FF,U+2000-206F,U+2212' },
      { address: cyrillic, range: 'U+0301,U+0400-045F,U+0490-0491,U+2116' },
    ].map(async ({ address, range }) => {
      const bytes = new Uint8Array(await (await fetch(address)).arrayBuffer())
      let binary = ''
      for (const byte of bytes) binary += String.fromCharCode(byte)
      return `@font-face{font-family:'Onest Variable';font-weight:100 900;unicode-range:${range};src:url(data:font/woff2;base64,${btoa(binary)}) format('woff2')}`
    }),
  )
  return faces.join('')
}

async function rasterise(text: string, width: number, height: number): Promise<Blob> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = width * 2
  canvas.height = height * 2
  const context = canvas.getContext('2d')
  if (!context) throw new Error('the browser gives no canvas')
  // The embedded typeface is read after the picture itself: the first drawing asks for it, the second has it.
  context.drawImage(image, 0, 0, canvas.width, canvas.height)
  await new Promise((resolve) => setTimeout(resolve, 250))
  context.drawImage(image, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture is empty'))), 'image/png'),
  )
}
