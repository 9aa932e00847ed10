import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { expect, it } from 'vitest'
import { repositoryRoot } from '../../src/platform/root.ts'

/** The table of docs/security/asvs.md, and OWASP's own list where it lies beside the repository. */
const LIST = join(repositoryRoot(), '..', 'shared', 'data', 'asvs', 'asvs-5.0.0.csv')
const text = readFileSync(join(repositoryRoot(), 'docs', 'security', 'asvs.md'), 'utf8')
const rows = [
  ...text.matchAll(/^\| (V\d+\.\d+\.\d+) \| ([12]) \| (met|not applicable|not met) \| (.+) \|$/gm),
].map(([, id = '', level = '', state = '', reason = '']) => ({ id, level, state, reason }))

it('each requirement stands there once, and every line of the tables is one', () => {
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
  expect(text.match(/^\| V/gm)?.length).toBe(rows.length)
})

it('what is met names files that exist; the rest says why', () => {
  for (const { id, state, reason } of rows) {
    const files = [...reason.matchAll(/`([^`]+)`/g)].map(([, file]) => file!)
    if (state === 'met') {
      expect(files.length, id).toBeGreaterThan(0)
      for (const file of files) expect(existsSync(join(repositoryRoot(), file)), `${id}: ${file}`).toBe(true)
    } else expect(reason.length, id).toBeGreaterThan(5)
  }
})

it('the numbers at the top are those of the table', () => {
  const [, all, met, apart, open] =
    /Of (\d+) requirements (\d+) are met, (\d+) do not apply, (\d+) are not met/.exec(text) ?? []
  const count = (state: string) => rows.filter((row) => row.state === state).length
  expect([all, met, apart, open].map(Number)).toEqual([
    rows.length,
    count('met'),
    count('not applicable'),
    count('not met'),
  ])
})

it.runIf(existsSync(LIST))('all of levels 1 and 2 are there, with their levels, and nothing else', () => {
  const official: { req_id: string; L: string }[] = parse(readFileSync(LIST), {
    columns: true,
    relax_column_count: true,
  })
  const wanted = official.filter(({ L }) => L === '1' || L === '2').map(({ req_id, L }) => `${req_id} ${L}`)
  expect(rows.map(({ id, level }) => `${id} ${level}`).sort()).toEqual(wanted.sort())
})
