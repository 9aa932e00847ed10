import { expect, test } from 'vitest'
import { renderAside } from './render-aside.ts'
import { renderDocument } from './render-document.ts'
import { paper } from './test-paper.ts'

const FORMATS = ['docx', 'pdf'] as const

test('a thread of its own draws the same bytes, more at once than there are threads', async () => {
  const asked = Array.from({ length: 6 }, (_, at) => FORMATS[at % 2]!)
  const aside = await Promise.all(asked.map((format) => renderAside(paper, format)))
  const here = { docx: await renderDocument(paper, 'docx'), pdf: await renderDocument(paper, 'pdf') }
  asked.forEach((format, at) => {
    expect(aside[at]!.equals(here[format])).toBe(true)
  })
})

test('the program goes on while a document is drawn', async () => {
  let turns = 0
  const ticking = setInterval(() => (turns += 1), 1)
  const long = { ...paper, blocks: Array.from({ length: 20 }, () => paper.blocks).flat() }
  const { length } = await renderAside(long, 'pdf')
  clearInterval(ticking)
  expect(length).toBeGreaterThan(10_000)
  // Drawn here, the typesetter would not have let a single one through.
  expect(turns).toBeGreaterThan(10)
})

test('what cannot be drawn is said, and the next one is drawn', async () => {
  const broken = { ...paper, blocks: [{ kind: 'table', id: 't' }] } as never
  await expect(renderAside(broken, 'docx')).rejects.toThrow(/undefined/)
  expect((await renderAside(paper, 'docx')).length).toBeGreaterThan(1_000)
})
