import type { Run } from './document.ts'

/** A person's line breaks inside a text make paragraphs of their own. An empty text makes none. */
export function splitParagraphs(runs: readonly Run[]): Run[][] {
  const paragraphs: Run[][] = [[]]
  for (const run of runs) {
    if (!('text' in run)) {
      paragraphs.at(-1)!.push(run)
      continue
    }
    run.text.split('\n').forEach((part, at) => {
      if (at > 0) paragraphs.push([])
      if (part !== '') paragraphs.at(-1)!.push({ ...run, text: part })
    })
  }
  return paragraphs.filter((own) => own.some((run) => !('text' in run) || run.text.trim() !== ''))
}
