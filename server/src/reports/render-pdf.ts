import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import type { Pictures } from './charts.ts'
import type { DocumentTree } from './document.ts'
import { PDF_TEMPLATE } from './pdf-template.ts'
import { printTree } from './print-tree.ts'
import { printableText } from './printable-text.ts'

const require = createRequire(import.meta.url)

/** Faces of the text: the widths of Times New Roman, with Cyrillic, free. */
const FONT_FILES = [
  require.resolve('@expo-google-fonts/tinos/400Regular/Tinos_400Regular.ttf'),
  require.resolve('@expo-google-fonts/tinos/400Regular_Italic/Tinos_400Regular_Italic.ttf'),
  require.resolve('@expo-google-fonts/tinos/700Bold/Tinos_700Bold.ttf'),
  require.resolve('@expo-google-fonts/tinos/700Bold_Italic/Tinos_700Bold_Italic.ttf'),
]

const WORKSPACE = dirname(FONT_FILES[0]!)
let compiler: NodeCompiler | undefined

/** Reading the fonts takes longer than most documents: one compiler serves the process. */
function typst(): NodeCompiler {
  compiler ??= NodeCompiler.create({
    fontArgs: [{ fontBlobs: FONT_FILES.map((file) => readFileSync(file)) }],
    workspace: WORKSPACE,
  })
  return compiler
}

/**
 * A PDF/A-2b of the tree with bookmarks (this version of the typesetter writes no tags). The same tree gives the same bytes:
 * for that the charts are pictures, because the typesetter writes the parts of a drawing in any order.
 */
export function renderPdf(tree: DocumentTree, pictures: Pictures = new Map()): Buffer {
  const files = [...pictures].map(([chart, { png }], at) => ({ chart, png, name: `chart-${at + 1}.png` }))
  const paths = files.map(({ name }) => join(WORKSPACE, name))
  files.forEach(({ png }, at) => {
    typst().mapShadow(paths[at]!, png)
  })
  const names = new Map(files.map(({ chart, name }) => [chart, `/${name}`]))
  const inputs = { document: JSON.stringify(printTree(tree, names), toPrintable) }
  const pdf = typst().pdf(
    { mainFileContent: PDF_TEMPLATE, inputs },
    { pdfStandard: 'a-2b', creationTimestamp: 0 },
  )
  for (const path of paths) typst().unmapShadow(path)
  // Typst remembers every document it ever made; the next one shares nothing with this but the template.
  typst().evictCache(0)
  return pdf
}

const toPrintable = (_: string, value: unknown) => (typeof value === 'string' ? printableText(value) : value)
