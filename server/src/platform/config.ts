import { isIP } from 'node:net'
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

/** Addresses of this machine, which nobody else can reach. */
export const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|localhost)$/

const TRUST_PROXY_MESSAGE =
  'нужны адреса или сети доверенных прокси через запятую, например 127.0.0.1, 10.0.0.0/8 (слова loopback и uniquelocal тоже подходят)'
const MAIL_ADDRESS = /^(?:[^<>\r\n,;@]+<[^\s<>@,;]+@[^\s<>@,;]+>|[^\s<>@,;]+@[^\s<>@,;]+)$/
/** What a message of an error must not repeat: these addresses hold passwords, and messages end up in logs. */
const SECRET = ['DATABASE_URL', 'SMTP_URL']

const Environment = z.object({
  DATABASE_URL: z
    .string()
    .refine(
      (text) => hasProtocol(text, ['postgres:', 'postgresql:']),
      'нужен адрес вида postgresql://пользователь:пароль@узел:5432/база',
    )
    .optional(),
  TRAEKTORIA_DATA: z.string().optional(),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, 'нужно имя или адрес этой машины, например 0.0.0.0')
    .default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(8080),
  LOG_LEVEL: z.enum(LOG_LEVELS, `нужно одно из слов: ${LOG_LEVELS.join(', ')}`).default('info'),
  /** Greatest size of an uploaded file, in megabytes (10⁶ bytes). */
  TRAEKTORIA_UPLOAD_LIMIT: wholeNumber(1, 100_000).default(500),
  /** How many jobs run at once. */
  TRAEKTORIA_JOBS: wholeNumber(1, 32).default(2),
  /** What users type: links in mails, Secure cookies and HSTS follow from it. */
  TRAEKTORIA_PUBLIC_URL: z
    .string()
    .refine(isOrigin, 'нужен адрес, который видят пользователи, без пути: https://traektoria.example.ru')
    .transform((text) => new URL(text).origin)
    .optional(),
  /** A count of hops is not offered: it cannot tell a proxy from a stranger who writes the same headers. */
  TRAEKTORIA_TRUST_PROXY: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .refine((parts) => parts.every(isProxyRange), TRUST_PROXY_MESSAGE)
    .default([]),
  SMTP_URL: z
    .string()
    .refine(
      (text) => hasProtocol(text, ['smtp:', 'smtps:']),
      'нужен адрес вида smtp://имя:пароль@узел:587 или smtps://имя:пароль@узел:465',
    )
    .optional(),
  /** A provider of OpenID Connect beside passwords: its issuer, what it knows us by, and what stands on the button. */
  OIDC_ISSUER: z
    .string()
    .refine((text) => hasProtocol(text, ['https:', 'http:']), 'нужен адрес поставщика: https://…')
    .optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_NAME: z.string().max(60).default('Единый вход'),
  /** Divided by spaces; the provider of public services wants `openid fullname email`. */
  OIDC_SCOPES: z.string().default('openid profile email'),
  /** Whom mails come from: `Траектория <noreply@example.ru>` or the address alone. */
  MAIL_FROM: z.string().regex(MAIL_ADDRESS, 'нужен адрес вида Траектория <noreply@example.ru>').optional(),
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
  /** Origin without a slash at its end; undefined: nobody told, links cannot be made outside a request. */
  publicUrl: string | undefined
  /** Addresses and networks whose X-Forwarded-* is believed (fastify's trustProxy); empty: nobody's. */
  trustedProxies: string[]
  /** Undefined: mail cannot be sent, whoever needs a link passes it on by hand. */
  mail: MailSettings | undefined
  /** Undefined: people come in by passwords only. */
  oidc: OidcSettings | undefined
}

export interface OidcSettings {
  name: string
  issuer: string
  clientId: string
  clientSecret: string
  scopes: string[]
}

export interface MailSettings {
  smtpUrl: string
  from: string
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
    publicUrl: settings.TRAEKTORIA_PUBLIC_URL,
    trustedProxies: settings.TRAEKTORIA_TRUST_PROXY,
    mail: mailSettings(settings.SMTP_URL, settings.MAIL_FROM),
    oidc: oidcSettings(settings),
  }
}

function oidcSettings(settings: z.infer<typeof Environment>): OidcSettings | undefined {
  if (settings.OIDC_ISSUER === undefined) return undefined
  const { OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = settings
  if (!clientId || !clientSecret || !settings.TRAEKTORIA_PUBLIC_URL)
    throw new Problem(
      'server/config',
      'OIDC_ISSUER: вместе с ним нужны OIDC_CLIENT_ID, OIDC_CLIENT_SECRET и TRAEKTORIA_PUBLIC_URL – адрес, на который поставщик вернёт человека',
    )
  const scopes = settings.OIDC_SCOPES.split(/\s+/).filter(Boolean)
  return { name: settings.OIDC_NAME, issuer: settings.OIDC_ISSUER, clientId, clientSecret, scopes }
}

function mailSettings(smtpUrl: string | undefined, from: string | undefined): MailSettings | undefined {
  if (smtpUrl === undefined) return undefined
  if (from === undefined)
    throw new Problem(
      'server/config',
      'MAIL_FROM: вместе с SMTP_URL нужен адрес отправителя, например Траектория <noreply@example.ru>',
    )
  return { smtpUrl, from }
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
      const shown = SECRET.includes(name) ? '' : ` = «${given[name] ?? ''}»`
      return `${source}${shown}: ${issue.message}`
    })
    .join('\n')
}

function hasProtocol(text: string, protocols: string[]): boolean {
  const url = URL.parse(text)
  return url !== null && protocols.includes(url.protocol) && url.hostname !== ''
}

function isOrigin(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && ['http:', 'https:'].includes(url.protocol) && url.href === `${url.origin}/`
}

const PROXY_WORDS = ['loopback', 'linklocal', 'uniquelocal']

function isProxyRange(text: string): boolean {
  if (PROXY_WORDS.includes(text)) return true
  const [address, bits, ...rest] = text.split('/')
  const version = isIP(address ?? '')
  if (version === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}
