import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { type CommandResult, runCommand, startCommand } from '../../test/command.ts'
import { testDatabase } from '../../test/database.ts'
import { readConfig } from '../platform/config.ts'
import { createLog } from '../platform/log.ts'
import { ImportReport } from './import.ts'
import { openGround } from './open-ground.ts'

const folder = await mkdtemp(join(tmpdir(), 'traektoria-command-'))
const data = join(folder, 'data')
// Held open, so that PostgreSQL is not started and stopped with every command.
const ground = await openGround(readConfig({ dataDir: data }, {}), createLog('silent'))
const { db } = ground
afterAll(async () => {
  await ground.close()
  await rm(folder, { recursive: true, force: true })
})

const HEADER = 'Год;Класс;Предмет;Муниципалитет;Логин;ОО;Кол-во участников;2;3;4;5'
const school = (number: number, low: number, rest = `${60 - low};30;10`) =>
  `2025;5;Математика;Район;edu99000${number};Школа № ${number};100;${low};${rest}`
const badSchool = (number: number, low: number) => school(number, low, '40;30;10')

async function file(name: string, ...rows: string[]): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, `${[HEADER, ...rows].join('\n')}\n`)
  return path
}

const run = (...args: string[]) => runCommand([...args, '--data', data])
const importFiles = (...args: string[]) => run('import', ...args, '--year', '2025')

/** One sentence: what, where, what to do; not a stack. */
function expectSentence({ code, stdout, stderr }: CommandResult, exit: number, sentence: RegExp): void {
  expect(stderr).toMatch(sentence)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(stderr).not.toMatch(/\bat .*:\d+|Error/)
  expect({ code, stdout }).toEqual({ code: exit, stdout: '' })
}

/** On a slow machine lines of progress stand there too; nothing else may. */
const withoutProgress = (stderr: string) => stderr.replace(/^[А-Яа-яё ]+…\n/gm, '')

test('wrong usage is told in one sentence with exit code 2, and touches no folder', async () => {
  const nowhere = join(folder, 'nowhere')
  const wrong: [string[], RegExp][] = [
    [['import', '--year', '2025'], /Не указан ни один файл/],
    [['import', 'x.csv'], /Не указан учебный год/],
    [['import', 'x.csv', '--year', '20255'], /Год «20255» не подходит/],
    [['import', 'x.csv', '--year', '2025', '--colour'], /Ключ --colour/],
    [['импорт', 'x.csv'], /Команды «импорт» нет/],
  ]
  for (const [args, sentence] of wrong)
    expectSentence(await runCommand([...args, '--data', nowhere]), 2, sentence)
  expect(await readdir(folder)).not.toContain('nowhere')
}, 60_000)

test('without a region there is nowhere to import to, and a dry run makes none', async () => {
  const path = await file('первый.csv', school(1, 10))
  expectSentence(await importFiles(path), 1, /нет ни одного региона.*--create-schools/)
  const dry = await importFiles(path, '--create-schools', '--dry-run')
  expect({ code: dry.code, stderr: withoutProgress(dry.stderr) }).toEqual({ code: 0, stderr: '' })
  expect(dry.stdout).toContain('проверен, в базу не записан')
  for (const table of ['regions', 'schools', 'source_schools', 'imports', 'school_procedure_counts'] as const)
    expect(await db.selectFrom(table).selectAll().execute()).toEqual([])
  for (const name of ['results', 'staging'])
    expect(await readdir(join(data, name)).catch(() => [])).toEqual([])
}, 60_000)

test('good rows are committed in spite of bad ones: 0, or 1 with --strict; nothing at all is 1', async () => {
  const mixed = await importFiles(
    await file('пёстрый.csv', school(1, 10), badSchool(2, 90)),
    '--create-schools',
  )
  expect(mixed.code).toBe(0)
  expect(mixed.stdout).toMatch(/загружен \(№ \d+\)\. Принято 1\sстрока из 3, 1\sзамечание/)
  expect(mixed.stderr).toMatch(/строка 3.*в сумме 100 %/)
  const strict = await importFiles(
    await file('строгий.csv', school(3, 20), badSchool(4, 91)),
    '--create-schools',
    '--strict',
  )
  expect(strict.code).toBe(1)
  expect(strict.stdout).toContain('загружен')
  expect(
    (await importFiles(await file('чистый.csv', school(5, 30)), '--create-schools', '--strict')).code,
  ).toBe(0)
  const bad = await importFiles(await file('негодный.csv', badSchool(6, 90)))
  expectSentence(bad, 1, /негодный.csv: .*пригодных нет.*строка 2/)
  const both = await importFiles(join(folder, 'негодный.csv'), await file('годный.csv', school(1, 11)))
  expect(both.code).toBe(0)
}, 60_000)

test('a file that is not there, or is a folder, a mapping that is none: one sentence, 1', async () => {
  await mkdir(join(folder, 'папка'), { recursive: true })
  const path = await file('таблица.csv', school(1, 12))
  const wrong: [string[], RegExp][] = [
    [[join(folder, 'нет.csv')], /Файла «.*нет.csv» нет/],
    [[join(folder, 'папка')], /«.*папка» — папка, а нужен файл/],
    [[path, '--mapping', join(folder, 'нет.json')], /Описание таблицы «.*» не открывается/],
    [[path, '--mapping', path], /не JSON/],
    [[path, '--format', 'ф1'], /Формата «ф1» нет/],
    [[path, '--region', 'Неверия'], /Региона «Неверия» нет. Есть: 00/],
  ]
  for (const [args, sentence] of wrong) expectSentence(await importFiles(...args), 1, sentence)
  const occupied = ['import', path, '--year', '2025', '--data', path]
  expectSentence(await runCommand(occupied), 1, /Папка данных .* недоступна/)
}, 60_000)

test('--json is the published shape for committed, checked and refused files alike', async () => {
  const files = [
    await file('годится.csv', school(7, 10), badSchool(8, 90)),
    join(folder, 'нет.csv'),
    await file('совсем.csv', badSchool(6, 92)),
  ]
  const { code, stdout, stderr } = await importFiles(...files, '--create-schools', '--json')
  expect({ code, stderr: withoutProgress(stderr) }).toEqual({ code: 0, stderr: '' })
  const report = ImportReport.parse(JSON.parse(stdout))
  expect(report.files.map(({ state }) => state)).toEqual(['committed', 'refused', 'refused'])
  expect(report.files[0]).toMatchObject({
    ...{ rowsRead: 3, rowsAccepted: 1, rowsRejected: 1, rowsSkipped: 1, problemCount: 1 },
    problems: [{ row: 3, code: 'marks-do-not-sum', severity: 'rejected' }],
  })
  const dry = await importFiles(await file('сухой.csv', school(9, 10)), '--json', '--dry-run')
  expect(ImportReport.parse(JSON.parse(dry.stdout)).files[0]).toMatchObject({ state: 'checked' })
}, 60_000)

test('with several regions one must be named, by code or by name', async () => {
  await db.insertInto('regions').values({ code: '77', name: 'Вторая область' }).execute()
  const path = await file('второй.csv', school(1, 25))
  expectSentence(await importFiles(path), 1, /Регионов несколько, добавьте --region: .*77 \(Вторая область\)/)
  expect((await importFiles(path, '--region', 'вторая область', '--create-schools')).code).toBe(0)
  expectSentence(await importFiles(path, '--region', '77'), 1, /тот же самый файл/)
}, 60_000)

test('DATABASE_URL takes the place of the embedded database', async () => {
  const outer = await testDatabase()
  const path = await file('внешний.csv', school(1, 26))
  const elsewhere = join(folder, 'elsewhere')
  const args = ['import', path, '--year', '2025', '--create-schools', '--data', elsewhere]
  const outside = await runCommand(args, { DATABASE_URL: outer.url })
  expect({ code: outside.code, stderr: withoutProgress(outside.stderr) }).toEqual({ code: 0, stderr: '' })
  expect(await outer.db.selectFrom('imports').select('state').execute()).toEqual([{ state: 'committed' }])
  expect(await readdir(elsewhere)).not.toContain('postgres')
  const closed = await runCommand(args, { DATABASE_URL: 'postgres://a:b@127.0.0.1:1/c' })
  expectSentence(closed, 1, /База данных из DATABASE_URL недоступна/)
}, 60_000)

test('a command beside a running server joins its database, and the server goes on', async () => {
  const server = startCommand(['serve', '--no-demo', '--port', '0', '--data', data], { LOG_LEVEL: 'error' })
  const address = await firstAddress(server)
  const path = await file('рядом.csv', school(1, 27))
  expect((await importFiles(path, '--region', '00')).code).toBe(0)
  const region = await db
    .selectFrom('regions')
    .select('id')
    .where('code', '=', '00')
    .executeTakeFirstOrThrow()
  const answer = await fetch(`${address}/api/regions/${region.id}/imports`)
  const [newest] = (await answer.json()) as { fileName: string; state: string }[]
  expect(newest).toMatchObject({ fileName: 'рядом.csv', state: 'committed' })
  server.process.kill('SIGTERM')
  expect((await server.ended).code).toBe(0)
}, 60_000)

async function firstAddress({ process: child, ended }: ReturnType<typeof startCommand>): Promise<string> {
  let text = ''
  child.stdout!.on('data', (piece) => {
    text += piece
  })
  let isOver = false
  void ended.then(() => {
    isOver = true
  })
  for (;;) {
    const address = /http:\/\/\S+/.exec(text)?.[0]
    if (address) return address
    if (isOver) throw new Error(`the server ended: ${text}`)
    await sleep(50)
  }
}
