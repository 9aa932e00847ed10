import { isAbsolute, join, resolve } from 'node:path'
import { z } from 'zod'
import { LOG_LEVELS } from './log.ts'
import { Problem } from './problem.ts'
import { repositoryRoot } from './root.ts'

/** What the command line may set over the environment. */
export interface ConfigOverrides {
  dataDir?: string | undefined
  host?: string | undefined
  port?: string | undefined
}

const wholeNumber = (from: number, to: number) => {
  const message = `нужно целое число от ${from} до ${to}`
  return z
    .string()
    .regex(/^\d{1,15}$/, message)
    .transform(Number)
    .pipe(z.number().min(from, message).max(to, message))
}

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|localhost)$/

const Environment = z.object({
  DATABASE_URL: z
    .string()
    .refine(isPostgresUrl, 'нужен адрес вида postgresql://пользователь:пароль@узел:5432/база')
    .optional(),
  TRAEKTORIA_DATA: z.string().optional(),
  HOST: z
    .string()
    .regex(
      LOOPBACK,
      'пока в системе нет учётных записей, сервер отвечает только этой машине: 127.0.0.1, ::1 или localhost',
    )
    .default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(8080),
  LOG_LEVEL: z.enum(LOG_LEVELS, `нужно одно из слов: ${LOG_LEVELS.join(', ')}`).default('info'),
  /** Greatest size of an uploaded file, in megabytes (10⁶ bytes). */
  TRAEKTORIA_UPLOAD_LIMIT: wholeNumber(1, 100_000).default(500),
  /** How many jobs run at once. */
  TRAEKTORIA_JOBS: wholeNumber(1, 32).default(2),
  /** `off` leaves the demonstration region out of a first start. */
  TRAEKTORIA_DEMO: z.enum(['on', 'off'], 'нужно on или off').default('on'),
})

export interface Config {
  /** Undefined: the embedded server in `dataDir`. */
  databaseUrl: string | undefined
  /** Absolute. */
  dataDir: string
  host: string
  port: number
  logLevel: (typeof LOG_LEVELS)[number]
  /** Bytes. */
  uploadLimit: number
  jobConcurrency: number
  loadDemo: boolean
}

const OVERRIDDEN = { dataDir: 'TRAEKTORIA_DATA', host: 'HOST', port: 'PORT' } as const

/**
 * The settings of this start. The only reader of the environment.
 * @throws Problem 'server/config' with one sentence for each wrong variable, a line each.
 */
export function readConfig(
  overrides: ConfigOverrides = {},
  environment: Record<string, string | undefined> = process.env,
  workingDir: string = process.cwd(),
): Config {
  const given: Record<string, string> = {}
  for (const name of Object.keys(Environment.shape)) {
    // An empty variable is how shells and compose files say "not set".
    if (environment[name]?.trim()) given[name] = environment[name].trim()
  }
  const flags: Record<string, string> = {}
  for (const [option, name] of Object.entries(OVERRIDDEN)) {
    const value = overrides[option as keyof ConfigOverrides]
    if (value === undefined) continue
    given[name] = value
    flags[name] = value
  }
  const parsed = Environment.safeParse(given)
  if (!parsed.success) throw new Problem('server/config', sentences(parsed.error, given, flags))
  const settings = parsed.data
  return {
    databaseUrl: settings.DATABASE_URL,
    dataDir: dataFolder(settings.TRAEKTORIA_DATA, flags.TRAEKTORIA_DATA !== undefined, workingDir),
    host: settings.HOST,
    port: settings.PORT,
    logLevel: settings.LOG_LEVEL,
    uploadLimit: settings.TRAEKTORIA_UPLOAD_LIMIT * 1_000_000,
    jobConcurrency: settings.TRAEKTORIA_JOBS,
    loadDemo: settings.TRAEKTORIA_DEMO === 'on',
  }
}

/** A folder named on the command line is meant from where one stands; one in the environment, from the repository. */
function dataFolder(given: string | undefined, isFlag: boolean, workingDir: string): string {
  if (given === undefined) return join(repositoryRoot(), 'data')
  if (isAbsolute(given)) return given
  return resolve(isFlag ? workingDir : repositoryRoot(), given)
}

function sentences(error: z.ZodError, given: Record<string, string>, flags: Record<string, string>): string {
  return error.issues
    .map((issue) => {
      const name = String(issue.path[0])
      const source =
        name in flags ? `ключ --${name === 'TRAEKTORIA_DATA' ? 'data' : name.toLowerCase()}` : name
      // An address of a database holds a password, and messages end up in logs.
      const shown = name === 'DATABASE_URL' ? '' : ` = «${given[name] ?? ''}»`
      return `${source}${shown}: ${issue.message}`
    })
    .join('\n')
}

function isPostgresUrl(text: string): boolean {
  try {
    return ['postgres:', 'postgresql:'].includes(new URL(text).protocol)
  } catch {
    return false
  }
}
