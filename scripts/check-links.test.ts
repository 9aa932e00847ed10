import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'

const script = fileURLToPath(new URL('./check-links.mjs', import.meta.url))

function check(pages: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'traektoria-links-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(pages)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const { status, stdout } = spawnSync(process.execPath, [script, folder], { encoding: 'utf8' })
  return { status, lines: stdout.trim().split('\n') }
}

const GLOSSARY = '# Слова\n\n## Школа, класс и «ВПР»\n\n## Строка\n\n## Строка\n'

it('links to files, headings in Russian and addresses elsewhere pass', () => {
  const page = `[слова](docs/glossary.md), [школа](docs/glossary.md#школа-класс-и-впр), [вторая](docs/glossary.md#строка-1),
[папка](docs), [сюда](#начало), [сайт](https://example.org/no), \`[не ссылка](никуда)\`, \`docs/glossary.md\`

# Начало
`
  expect(check({ 'README.md': page, 'docs/glossary.md': GLOSSARY })).toEqual({
    status: 0,
    lines: ['6 links in 2 pages lead somewhere'],
  })
})

it.each([
  ['a file that is not there', '[слова](docs/no.md)', 'README.md: docs/no.md: leads to nothing'],
  ['a file outside of the repository', '[слова](../no.md)', 'README.md: ../no.md: leads to nothing'],
  [
    'a heading that is not there',
    '[слова](docs/glossary.md#урок)',
    'README.md: docs/glossary.md#урок: there is no heading #урок there',
  ],
  ['a named file that is not there', 'см. `server/src/gone.ts`', 'README.md: there is no server/src/gone.ts'],
])('a link to %s is named', (_, text, line) => {
  expect(check({ 'README.md': text, 'docs/glossary.md': GLOSSARY })).toEqual({ status: 1, lines: [line] })
})
