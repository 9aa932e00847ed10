import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import type { DocumentTree } from './document.ts'
import { PDF_TEMPLATE } from './pdf-template.ts'
import { printTree } from './print-tree.ts'

/** Drawings of the charts of a tree by the block's id. */
export type Drawings = ReadonlyMap<string, string>

const require = createRequire(import.meta.url)

/** Faces of the text: the widths of Times New Roman, with Cyrillic, free. */
const FONT_FILES = [
  require.resolve('@expo-google-fonts/tinos/400Regular/Tinos_400Regular.ttf'),
  require.resolve('@expo-google-fonts/tinos/400Regular_Italic/Tinos_400Regular_Italic.ttf'),
  require.resolve('@expo-google-fonts/tinos/700Bold/Tinos_700Bold.ttf'),
  require.resolve('@expo-google-fonts/tinos/700Bold_Italic/Tinos_700Bold_Italic.ttf'),
]

let compiler: NodeCompiler | undefined

/** Reading the fonts takes longer than most documents: one compiler serves the process. */
function typst(): NodeCompiler {
  compiler ??= NodeCompiler.create({
    fontArgs: [{ fontBlobs: FONT_FILES.map((file) => readFileSync(file)) }],
    workspace: dirname(FONT_FILES[0]!),
  })
  return compiler
}

/** A PDF/A-2b of the tree with bookmarks (this version of the typesetter writes no tags). The same tree gives the same bytes. */
export function renderPdf(tree: DocumentTree, drawings: Drawings = new Map()): Buffer {
  const pictures = Object.fromEntries([...drawings].map(([id, svg]) => [`chart ${id}`, svg]))
  const content = {
    mainFileContent: PDF_TEMPLATE,
    inputs: { document: JSON.stringify(printTree(tree, (chart) => drawings.has(chart))), ...pictures },
  }
  const pdf = typst().pdf(content, { pdfStandard: 'a-2b', creationTimestamp: 0 })
  // Typst remembers every document it ever made; the next one shares nothing with this but the template.
  typst().evictCache(0)
  return pdf
}
