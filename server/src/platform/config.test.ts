import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LOOPBACK, readConfig } from './config.ts'
import { repositoryRoot } from './root.ts'

const root = repositoryRoot()

test('with nothing set: the embedded database in data/, loopback, port 8080', () => {
  expect(readConfig({}, {})).toEqual({
    databaseUrl: undefined,
    dataDir: join(root, 'data'),
    host: '127.0.0.1',
    port: 8080,
    logLevel: 'info',
    uploadLimit: 500_000_000,
    jobConcurrency: 2,
    loadDemo: true,
    publicUrl: undefined,
    trustedProxies: [],
    mail: undefined,
  })
})

test('behind a proxy: the public address is an origin, proxies are addresses and networks', () => {
  const environment = {
    TRAEKTORIA_PUBLIC_URL: 'https://Traektoria.example.ru/',
    TRAEKTORIA_TRUST_PROXY: '127.0.0.1, 10.0.0.0/8,fd00::/8, uniquelocal',
  }
  expect(readConfig({}, environment)).toMatchObject({
    publicUrl: 'https://traektoria.example.ru',
    trustedProxies: ['127.0.0.1', '10.0.0.0/8', 'fd00::/8', 'uniquelocal'],
  })
})

test.each([
  ['TRAEKTORIA_PUBLIC_URL', 'https://example.ru/school', /без пути/],
  ['TRAEKTORIA_PUBLIC_URL', 'https://user:word@example.ru', /без пути/],
  ['TRAEKTORIA_PUBLIC_URL', 'ftp://example.ru', /без пути/],
  ['TRAEKTORIA_PUBLIC_URL', 'example.ru', /без пути/],
  ['TRAEKTORIA_TRUST_PROXY', '1', /адреса или сети/],
  ['TRAEKTORIA_TRUST_PROXY', 'true', /адреса или сети/],
  ['TRAEKTORIA_TRUST_PROXY', '10.0.0.0/33', /адреса или сети/],
  ['TRAEKTORIA_TRUST_PROXY', '10.0.0.1,', /адреса или сети/],
  ['MAIL_FROM', 'Траектория', /MAIL_FROM/],
  ['MAIL_FROM', 'a@example.ru, b@example.ru', /MAIL_FROM/],
])('%s = %s is refused', (name, value, message) => {
  expect(() => readConfig({}, { [name]: value })).toThrow(message)
})

test('mail needs a server and a sender; a wrong address of the server does not show its password', () => {
  const smtp = { SMTP_URL: 'smtp://me:secret@mail.example.ru:587' }
  expect(readConfig({}, { ...smtp, MAIL_FROM: 'Траектория <noreply@example.ru>' }).mail).toEqual({
    smtpUrl: smtp.SMTP_URL,
    from: 'Траектория <noreply@example.ru>',
  })
  expect(readConfig({}, { MAIL_FROM: 'noreply@example.ru' }).mail).toBeUndefined()
  expect(() => readConfig({}, smtp)).toThrow(/MAIL_FROM/)
  expect(() => readConfig({}, { SMTP_URL: 'https://me:secret@mail.example.ru' })).toThrow(/^(?!.*secret)/)
})

test('the command line wins over the environment, and --data is meant from where one stands', () => {
  const environment = { TRAEKTORIA_DATA: 'other', PORT: '9000', HOST: '::1' }
  expect(readConfig({ dataDir: 'mine', port: '0' }, environment, '/somewhere')).toMatchObject({
    dataDir: '/somewhere/mine',
    port: 0,
    host: '::1',
  })
  expect(readConfig({}, environment, '/somewhere').dataDir).toBe(join(root, 'other'))
})

test('an empty variable is one that is not set', () => {
  expect(readConfig({}, { DATABASE_URL: '', PORT: ' ' })).toMatchObject({
    databaseUrl: undefined,
    port: 8080,
  })
})

test('every wrong variable gets one sentence that names it, what was given and what is expected', () => {
  const wrong = {
    PORT: '80800',
    LOG_LEVEL: 'loud',
    DATABASE_URL: 'mysql://u:secret@h/d',
    TRAEKTORIA_UPLOAD_LIMIT: '1.5',
  }
  const read = () => readConfig({ host: '0.0.0.0/0' }, wrong)
  expect(read).toThrow(expect.objectContaining({ code: 'server/config' }))
  try {
    read()
  } catch (error) {
    expect((error as Error).message.split('\n').sort()).toEqual([
      'DATABASE_URL: нужен адрес вида postgresql://пользователь:пароль@узел:5432/база',
      'LOG_LEVEL = «loud»: нужно одно из слов: trace, debug, info, warn, error, fatal, silent',
      'PORT = «80800»: нужно целое число от 0 до 65535',
      'TRAEKTORIA_UPLOAD_LIMIT = «1.5»: нужно целое число от 1 до 100000',
      'ключ --host = «0.0.0.0/0»: нужно имя или адрес этой машины, например 0.0.0.0',
    ])
  }
})

test.each(['0.0.0.0', '::', '192.168.0.5', '127.0.0.1.example.org', 'example.org', '12.127.0.0.1'])(
  '%s is not an address of this machine alone',
  (host) => {
    expect(LOOPBACK.test(host)).toBe(false)
  },
)

test('no other file of the server reads the environment', () => {
  const folder = join(root, 'server', 'src')
  const readers = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .filter((file) => readFileSync(join(folder, file), 'utf8').includes('process.env'))
  expect(readers).toEqual([join('platform', 'config.ts')])
})
