import { parseArgs } from 'node:util'
import { recoverImports } from '../imports/recover-imports.ts'
import { type Config, readConfig } from '../platform/config.ts'
import { isDatabaseGone } from '../platform/db.ts'
import { createLog } from '../platform/log.ts'
import { isDiskFull, PROBLEMS, Problem } from '../platform/problem.ts'
import { untilSignal } from '../platform/signals.ts'
import { accountCommand } from './account.ts'
import { auditCommand, readAuditArguments, tellJournal } from './audit.ts'
import { backupCommand } from './backup.ts'
import { demoCommand } from './demo.ts'
import { explainCommand } from './explain.ts'
import { exportCommand, readExportArguments } from './export.ts'
import { identifyCommand } from './identify.ts'
import { importCommand } from './import.ts'
import { type Ground, openGround } from './open-ground.ts'
import { regionCommand } from './region.ts'
import { registryCommand } from './registry.ts'
import { listReports, reportCommand } from './report.ts'
import { readReportArguments } from './report-arguments.ts'
import { checkBackupCommand, restoreCommand } from './restore.ts'
import { serveCommand } from './serve.ts'
import { templateCommand } from './template.ts'
import { importsCommand, undoCommand } from './undo.ts'

const USAGE = `Траектория

  npx traektoria serve                                  открыть систему в браузере (то же делает npm start)
  npx traektoria registry ФАЙЛ [--region R]             загрузить реестр школ
  npx traektoria import ФАЙЛ… --year 2025 [--region R] [--format auto|ID] [--mapping ФАЙЛ] [--create-schools]
                          [--school ШКОЛА] [--replace] [--dry-run] [--strict] [--json]
  npx traektoria region [--region R] [--name ИМЯ] [--code КОД] [--genitive ЧЕГО] [--prepositional ГДЕ]
                                                        как называется регион; с ключами — назвать иначе
  npx traektoria imports [--region R] [--json]          загрузки и их номера
  npx traektoria template --year 2025 --out ФАЙЛ.xlsx [--region R]
                                                        числа года таблицей: поправить в Excel и загрузить обратно
  npx traektoria undo НОМЕР                             отменить загрузку: прежние числа вернутся
  npx traektoria identify --year 2025 [--region R] [--methodology order-847] [--json | --xlsx ФАЙЛ]
  npx traektoria explain ШКОЛА --year 2025 [--region R] [--methodology order-847] [--json]
  npx traektoria report ВИД --year 2025 [--region R] [--municipality М | --school Ш] [--list НОМЕР]
                          --format docx|pdf|xlsx --out ФАЙЛ
  npx traektoria report --list                          какие документы есть
  npx traektoria export results|schools|list --out ФАЙЛ.xlsx|.csv|.parquet [--year 2024,2025] [--procedure КОД,…]
                          [--list НОМЕР] [--region R]       таблица целиком, для других программ
  npx traektoria audit verify [--archive ФАЙЛ]           цел ли журнал действий (или его архив)
  npx traektoria audit retain --before 2025-01-01 [--out ПАПКА]
                                                        старые записи журнала — в архив с контрольной отметкой
  npx traektoria backup --out ФАЙЛ.tar                  копия всего: база, результаты, файлы
  npx traektoria restore ФАЙЛ.tar [--check-only]        восстановить в пустое место; с ключом — только проверить копию
  npx traektoria account add --email АДРЕС --name ИМЯ [--role administrator] [--region R]
                                                        завести человека; ответ – ссылка, по которой он задаст пароль
  npx traektoria account link --email АДРЕС             новая ссылка тому, кто потерял свою
  npx traektoria demo                                   загрузить демонстрационную область

Общее: --data ПАПКА (по умолчанию data), переменная DATABASE_URL вместо встроенной базы.
`

/** Wrong words on the command line: exit code 2. */
class Usage extends Error {}

const OPTIONS = {
  archive: { type: 'string' },
  before: { type: 'string' },
  data: { type: 'string' },
  year: { type: 'string' },
  region: { type: 'string' },
  format: { type: 'string' },
  mapping: { type: 'string' },
  methodology: { type: 'string' },
  xlsx: { type: 'string' },
  municipality: { type: 'string' },
  school: { type: 'string' },
  list: { type: 'string' },
  out: { type: 'string' },
  name: { type: 'string' },
  email: { type: 'string' },
  role: { type: 'string' },
  code: { type: 'string' },
  procedure: { type: 'string' },
  genitive: { type: 'string' },
  prepositional: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  'create-schools': { type: 'boolean' },
  replace: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  strict: { type: 'boolean' },
  json: { type: 'boolean' },
  'no-demo': { type: 'boolean' },
  'check-only': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

type Values = ReturnType<typeof parse>['values']

const COMMON = ['data', 'help']
/** Options of each command; any other is a mistake that is said. */
const ALLOWED: Record<string, string[]> = {
  serve: ['host', 'port', 'no-demo'],
  demo: [],
  backup: ['out'],
  restore: ['check-only'],
  account: ['email', 'name', 'role', 'region'],
  registry: ['region', 'json'],
  import: [
    'year',
    'region',
    'format',
    'mapping',
    'create-schools',
    'school',
    'replace',
    'dry-run',
    'strict',
    'json',
  ],
  region: ['region', 'name', 'code', 'genitive', 'prepositional'],
  imports: ['region', 'json'],
  undo: [],
  audit: ['archive', 'before', 'out'],
  template: ['year', 'region', 'out'],
  identify: ['year', 'region', 'methodology', 'json', 'xlsx'],
  report: ['year', 'region', 'municipality', 'school', 'list', 'methodology', 'format', 'out'],
  export: ['year', 'region', 'procedure', 'list', 'format', 'out'],
  explain: ['year', 'region', 'methodology', 'json'],
}

/** `report --list` alone asks for the kinds; everywhere else the key has a value. */
const withBareList = (args: string[]): string[] =>
  args.map((arg, at) => (arg === '--list' && (args[at + 1] ?? '--').startsWith('--') ? '--list=' : arg))

const parse = (args: string[]) =>
  parseArgs({ args: withBareList(args), options: OPTIONS, allowPositionals: true, strict: true })

/** Runs one command. @returns the exit code: 0 done, 1 nothing could be done, 2 wrong usage */
export async function runCommandLine(args: string[]): Promise<number> {
  try {
    const { values, positionals } = readArguments(args)
    const [command = '', ...rest] = positionals
    if (values.help || command === '' || command === 'help') {
      process.stdout.write(USAGE)
      return command === '' && !values.help ? 2 : 0
    }
    const allowed = ALLOWED[command]
    if (!allowed) throw new Usage(`Команды «${command}» нет.`)
    const extra = Object.keys(values).find((name) => !allowed.includes(name) && !COMMON.includes(name))
    if (extra) throw new Usage(`Команда ${command} не знает ключа --${extra}.`)
    const config = readConfig({ dataDir: values.data, host: values.host, port: values.port })
    if (command === 'serve')
      return await serveCommand(config, createLog(config.logLevel), { demo: !values['no-demo'] })
    if (command === 'report' && values.list === '') return listReports()
    if (command === 'backup' || command === 'restore')
      return await copyOrRestore(command, config, values, rest)
    const run = prepare(command, values, rest, config)
    return await withGround(config, async (ground) => {
      const { data: _, ...asked } = values
      await tellJournal(ground.db, command, { words: rest, ...asked })
      return run(ground)
    })
  } catch (error) {
    return complain(error)
  }
}

function readArguments(args: string[]) {
  try {
    return parse(args)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const option = /'(-[^']*)'/.exec(message)?.[1]
    throw new Usage(option ? `Ключ ${option} не подходит: нет такого или у него нет значения.` : message)
  }
}

/** The two that meet a database as it is, or none. */
function copyOrRestore(
  command: 'backup' | 'restore',
  config: Config,
  values: Values,
  rest: string[],
): Promise<number> {
  if (command === 'backup') {
    if (values.out === undefined || rest.length > 0)
      throw new Usage('Укажите, куда записать копию: backup --out ФАЙЛ.tar.')
    return backupCommand(config, values.out)
  }
  if (rest.length !== 1) throw new Usage('Укажите один файл копии: restore ФАЙЛ.tar.')
  return values['check-only'] ? checkBackupCommand(rest[0]!) : restoreCommand(config, rest[0]!)
}

/** Checks the words of a command before anything is opened. */
function prepare(
  command: string,
  values: Values,
  rest: string[],
  config: Config,
): (ground: Ground) => Promise<number> {
  switch (command) {
    case 'demo':
      return (ground) => demoCommand(ground)
    case 'account': {
      const { email, name, role, region } = values
      const [action] = rest
      if (rest.length !== 1 || (action !== 'add' && action !== 'link') || email === undefined)
        throw new Usage(
          'Скажите, что сделать и с кем: account add --email АДРЕС --name ИМЯ или account link --email АДРЕС.',
        )
      return (ground) => accountCommand(ground, config, { action, email, name, role, region })
    }
    case 'registry':
      if (rest.length !== 1) throw new Usage('Укажите один файл реестра: registry ФАЙЛ.')
      return (ground) =>
        registryCommand(ground, { file: rest[0]!, region: values.region, json: !!values.json })
    case 'import': {
      if (rest.length === 0) throw new Usage('Не указан ни один файл: import ФАЙЛ… --year 2025.')
      const args = {
        files: rest,
        year: yearOf(values),
        format: values.format ?? 'auto',
        createSchools: !!values['create-schools'],
        replace: !!values.replace,
        dryRun: !!values['dry-run'],
        strict: !!values.strict,
        json: !!values.json,
        region: values.region,
        mapping: values.mapping,
        school: values.school,
      }
      return (ground) => importCommand(ground, args)
    }
    case 'region': {
      if (rest.length > 0) throw new Usage(`Лишнее слово «${rest[0]}».`)
      const { region, name, code, genitive, prepositional } = values
      return (ground) => regionCommand(ground, { region, name, code, genitive, prepositional })
    }
    case 'imports':
      if (rest.length > 0) throw new Usage(`Лишнее слово «${rest[0]}».`)
      return (ground) => importsCommand(ground, { region: values.region, json: !!values.json })
    case 'undo': {
      const importId = Number(rest[0])
      if (rest.length !== 1 || !Number.isSafeInteger(importId) || importId < 1)
        throw new Usage('Укажите номер загрузки: undo НОМЕР. Номера покажет npx traektoria imports.')
      return (ground) => undoCommand(ground, importId)
    }
    case 'audit': {
      const args = readAuditArguments(rest, values)
      if ('fault' in args) throw new Usage(args.fault)
      return (ground) => auditCommand(ground, args)
    }
    case 'template': {
      if (rest.length > 0) throw new Usage(`Лишнее слово «${rest[0]}».`)
      const { out, region } = values
      if (out === undefined) throw new Usage('Укажите, куда записать таблицу: --out ФАЙЛ.xlsx.')
      const year = yearOf(values)
      return (ground) => templateCommand(ground, { year, region, out })
    }
    case 'identify': {
      if (rest.length > 0) throw new Usage(`Лишнее слово «${rest[0]}».`)
      if (values.json && values.xlsx !== undefined)
        throw new Usage('Ключи --json и --xlsx вместе не используются.')
      const args = {
        year: yearOf(values),
        region: values.region,
        methodology: values.methodology,
        json: !!values.json,
        xlsx: values.xlsx,
      }
      return (ground) => identifyCommand(ground, args)
    }
    case 'export': {
      const args = readExportArguments(rest, values)
      if ('fault' in args) throw new Usage(args.fault)
      return (ground) => exportCommand(ground, args)
    }
    case 'report': {
      const read = readReportArguments(rest, values)
      if ('fault' in read) throw new Usage(read.fault)
      const args = { ...read, year: yearOf(values) }
      return (ground) => reportCommand(ground, args)
    }
    default: {
      if (rest.length !== 1) throw new Usage('Укажите одну школу: код, логин или название в кавычках.')
      const args = {
        school: rest[0]!,
        year: yearOf(values),
        region: values.region,
        methodology: values.methodology,
        json: !!values.json,
      }
      return (ground) => explainCommand(ground, args)
    }
  }
}

function yearOf(values: Values): number {
  const year = Number(values.year)
  if (values.year === undefined)
    throw new Usage('Не указан учебный год: добавьте, например, --year 2025 (год, которым он заканчивается).')
  if (!Number.isInteger(year) || year < 2000 || year > 2100)
    throw new Usage(
      `Год «${values.year}» не подходит: нужен год окончания учебного года от 2000 до 2100, например 2025.`,
    )
  return year
}

async function withGround(config: Config, run: (ground: Ground) => Promise<number>): Promise<number> {
  const opening = openGround(config, createLog('silent'))
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= opening.then(
      (ground) => ground.close(),
      () => {},
    )
    return closing
  }
  void untilSignal().then((signal) => close().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143)))
  const ground = await opening
  try {
    // Bugs of other imports must not stop this command; the server's log has them.
    await recoverImports(ground.db, ground, 'command')
    return await run(ground)
  } finally {
    await close()
  }
}

/** One clear sentence on stderr; a bug shows its stack, because only we can mend it. */
function complain(error: unknown): number {
  if (error instanceof Usage) {
    process.stderr.write(`${error.message} Подсказка: npx traektoria --help\n`)
    return 2
  }
  if (error instanceof Problem) {
    process.stderr.write(`${error.detail ?? PROBLEMS[error.code].title}\n`)
    return 1
  }
  if (isDiskFull(error)) {
    process.stderr.write('На диске кончилось место. Освободите его и повторите команду.\n')
    return 1
  }
  if (isDatabaseGone(error)) {
    process.stderr.write(
      'База данных перестала отвечать, команда прервана. Проверьте, есть ли место на диске, и повторите её.\n',
    )
    return 1
  }
  process.stderr.write(
    `Неожиданный сбой, это ошибка программы:\n${error instanceof Error ? error.stack : String(error)}\n`,
  )
  return 1
}
