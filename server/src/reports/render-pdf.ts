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
export const renderPdf = (tree: DocumentTree, pictures: Pictures = new Map()): Buffer =>
  typeset(tree, pictures, {}, (source) => typst().pdf(source, { pdfStandard: 'a-2b', creationTimestamp: 0 }))

/** The page on which each heading and each annex stands in the PDF, in the order of the text. What follows the last is not set. */
export function headingPages(tree: DocumentTree, pictures: Pictures): number[] {
  const last = tree.blocks.findLastIndex(({ kind }) => kind === 'heading' || kind === 'annex')
  const begun = { ...tree, blocks: tree.blocks.slice(0, last + 1) }
  return typeset(begun, pictures, { pages: 'asked' }, (source) =>
    typst().query(source, { selector: '<pages>', field: 'value' }),
  )[0]
}

interface Source {
  mainFileContent: string
  inputs: Record<string, string>
}

function typeset<T>(
  tree: DocumentTree,
  pictures: Pictures,
  asked: Record<string, string>,
  take: (source: Source) => T,
): T {
  const files = [...pictures].map(([chart, { png }], at) => ({ chart, png, name: `chart-${at + 1}.png` }))
  const paths = files.map(({ name }) => join(WORKSPACE, name))
  files.forEach(({ png }, at) => {
    typst().mapShadow(paths[at]!, png)
  })
  const names = new Map(files.map(({ chart, name }) => [chart, `/${name}`]))
  const document = JSON.stringify(printTree(tree, names), toPrintable)
  try {
    return take({ mainFileContent: PDF_TEMPLATE, inputs: { document, ...asked } })
  } finally {
    for (const path of paths) typst().unmapShadow(path)
    // Typst remembers every document it ever made; the next one shares nothing with this but the template.
    typst().evictCache(0)
  }
}

const toPrintable = (_: string, value: unknown) => (typeof value === 'string' ? printableText(value) : value)
