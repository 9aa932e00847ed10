import type { DocumentRun, DocumentTextRequest } from '../api.ts'

type Runs = NonNullable<DocumentTextRequest['runs']>

/** Runs as they are sent: a number by its figure, everything else as text. */
export const toRequest = (runs: readonly DocumentRun[]): Runs =>
  runs.map((run) =>
    run.figure
      ? {
          ...{ figure: run.figure.id, form: run.figure.form },
          ...(run.figure.words ? { words: run.figure.words } : {}),
          ...(run.bold ? { bold: true as const } : {}),
        }
      : { text: run.text, ...(run.bold ? { bold: true as const } : {}) },
  )

/**
 * What a person has made of a text: numbers are elements with `data-run` (their place among the runs of the text), lines
 * that the browser puts into blocks of its own are line breaks.
 */
export function readRuns(root: Node, original: readonly DocumentRun[]): Runs {
  const sent = toRequest(original)
  const runs: Runs = []
  const say = (text: string, bold: boolean) => {
    const last = runs.at(-1)
    if (last && 'text' in last && (last.bold ?? false) === bold) last.text += text
    else if (text !== '') runs.push({ text, ...(bold ? { bold: true as const } : {}) })
  }
  const walk = (node: Node, bold: boolean) => {
    if (node.nodeType === Node.TEXT_NODE) return say((node.textContent ?? '').replaceAll('\u200b', ''), bold)
    if (!(node instanceof HTMLElement)) return
    const bound = node.dataset.run
    if (bound !== undefined) {
      const run = sent[Number(bound)]
      if (run) runs.push(run)
      return
    }
    if (node.tagName === 'BR') return say('\n', bold)
    const isLine = node.tagName === 'DIV' || node.tagName === 'P'
    if (isLine && runs.length > 0) say('\n', bold)
    for (const child of node.childNodes) walk(child, bold || node.tagName === 'B')
  }
  for (const child of root.childNodes) walk(child, false)
  return runs.filter((run) => 'figure' in run || run.text !== '')
}
