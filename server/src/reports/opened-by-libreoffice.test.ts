import { execFile, execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Block, DocumentTree } from './document.ts'
import { text } from './figure-book.ts'
import { renderDocx } from './render-docx.ts'
import { renderPdf } from './render-pdf.ts'
import { paper } from './test-paper.ts'

const run = promisify(execFile)

/** Whether a program is there: the tests of opened files need LibreOffice and poppler, the product does not. */
const has = (program: string, argument: string): boolean => {
  try {
    execFileSync(program, [argument], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
const canOpen = has('soffice', '--version') && has('pdftotext', '-v')
const WHY = canOpen ? '' : ' (skipped: no LibreOffice or poppler; see CONTRIBUTING.md)'

/** A long text with a table between its headings, and an annex after it. */
const withContents: DocumentTree = {
  ...paper,
  contents: true,
  blocks: [
    ...paper.blocks.slice(0, 3),
    ...Array.from({ length: 6 }, (_, at): Block[] => [
      { kind: 'heading', id: `h${at}`, level: 2, runs: [text(`Глава ${at + 1}`)] },
      ...Array.from({ length: 5 }, (__, line): Block => {
        const runs = [text('Доля школ с положительной динамикой составила 35 % (7 из 20). '.repeat(4 + line))]
        return { kind: 'paragraph', id: `p${at}-${line}`, runs }
      }),
    ]).flat(),
    { kind: 'annex', id: 'a', label: 'Приложение 1', under: [], title: 'Свод' },
    { ...(paper.blocks[2] as Block), id: 't2' },
  ],
}

describe.runIf(canOpen)(`files as other programs open them${WHY}`, () => {
  let folder: string
  const pages: Record<'docx' | 'pdf' | 'contents', string[]> = { docx: [], pdf: [], contents: [] }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'traektoria-office-'))
    await writeFile(join(folder, 'paper.docx'), await renderDocx(paper))
    await writeFile(join(folder, 'typeset.pdf'), renderPdf(paper))
    await writeFile(join(folder, 'contents.docx'), await renderDocx(withContents))
    // A profile of its own: another LibreOffice may be open.
    const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`
    await run('soffice', [
      profile,
      '--headless',
      '--convert-to',
      'pdf',
      '--outdir',
      folder,
      join(folder, 'paper.docx'),
      join(folder, 'contents.docx'),
    ])
    for (const [format, file] of [
      ['docx', 'paper.pdf'],
      ['pdf', 'typeset.pdf'],
      ['contents', 'contents.pdf'],
    ] as const) {
      const { stdout } = await run('pdftotext', ['-layout', join(folder, file), '-'])
      pages[format] = stdout.split('\f').filter((page) => page.trim() !== '')
    }
  }, 120_000)
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test.each(['docx', 'pdf'] as const)(
    '%s: pages are numbered from the second, heads of tables are repeated',
    (format) => {
      const [first = '', ...others] = pages[format]
      expect(others.length).toBeGreaterThan(1)
      expect(first.trimStart().startsWith('Управление образования')).toBe(true)
      for (const [at, page] of others.entries()) {
        expect(page.trim().split('\n')[0]?.trim()).toBe(String(at + 2))
        if (page.includes('Школа №')) expect(page).toMatch(/№ +Школа с/)
      }
    },
  )

  test('the contents of a Word file name the pages on which its headings stand', () => {
    const [first = '', ...others] = pages.contents
    const named = [...first.matchAll(/^ *(Раздел|Глава \d+|Свод)\.{3,}(\d+)$/gm)].map(([, title, page]) => [
      title,
      Number(page),
    ])
    const found = others.flatMap((page, at) =>
      [...page.matchAll(/^ *(Раздел|Глава \d+|Свод)$/gm)].map(([, title]) => [title, at + 2]),
    )
    expect(found).toHaveLength(8)
    expect(named).toEqual(found)
  })

  test.each(['docx', 'pdf'] as const)(
    '%s: every row is there once, and signs of markup are words',
    (format) => {
      const all = pages[format].join('\n').replace(/\s+/g, ' ')
      const found = [...all.matchAll(/Школа № (\d+)/g)].map(([, number]) => Number(number))
      expect(found).toEqual(Array.from({ length: 120 }, (_, at) => at + 1))
      expect(all).toContain('Слово <b> & «кавычки» #set \\ $x$ остаются словами.')
      expect(all).toMatch(/22.ноября.2026.г\..+№ 17/)
    },
  )
})
