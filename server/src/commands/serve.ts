import { join } from 'node:path'
import { z } from 'zod'
import { AUDIT_SCHEDULE, auditJobs } from '../accounts/audit/check.ts'
import { ACCOUNT_SCHEDULE, accountJobs } from '../accounts/jobs.ts'
import { readSecret } from '../accounts/secret.ts'
import { hasAccounts } from '../accounts/sessions.ts'
import { buildApp } from '../app.ts'
import type { Session } from '../home/schemas.ts'
import { processImport } from '../imports/process.ts'
import { setImport } from '../imports/queries.ts'
import { recoverImports } from '../imports/recover-imports.ts'
import { securityJob } from '../notifications/security.ts'
import { notificationMailJob } from '../notifications/send-mails.ts'
import { systemClock } from '../platform/clock.ts'
import { type Config, LOOPBACK } from '../platform/config.ts'
import { defineJob, type Job, type JobRunner, runJobs } from '../platform/jobs.ts'
import type { Log } from '../platform/log.ts'
import { type Mailer, mailJob, openMailer } from '../platform/mail.ts'
import { Problem } from '../platform/problem.ts'
import { repositoryRoot } from '../platform/root.ts'
import { untilSignal } from '../platform/signals.ts'
import { isDemoLoaded, loadDemo } from './demo.ts'
import { ensureDemoPeople } from './demo-people.ts'
import { type Ground, openGround } from './open-ground.ts'
import { createProgressBar } from './progress.ts'
import { productVersion } from './version.ts'

/** Serves until a signal; stops taking requests first, then jobs, then the database. */
export async function serveCommand(config: Config, log: Log, options: { demo: boolean }): Promise<number> {
  const stopped = untilSignal()
  const ground = await openGround(config, log)
  await requireAccounts(ground, config)
  const demo: Session['demo'] = { state: 'none', done: 0, total: 0 }
  const app = await buildApp({
    db: ground.db,
    ground,
    uploadBytes: config.uploadLimit,
    secret: await readSecret(ground.dataDir),
    trustedProxies: config.trustedProxies,
    webDir: join(repositoryRoot(), 'dist', 'web'),
    logger: log,
    version: productVersion(),
    publicUrl: config.publicUrl,
    localUrl: `http://localhost:${config.port}`,
    sendsMail: config.mail !== undefined,
    oidc: config.oidc,
    demo: () => demo,
  })
  const address = await listen(app, config).catch(async (error: unknown) => {
    await ground.close()
    throw error
  })
  const mailer = config.mail && openMailer(config.mail)
  if (!mailer) log.info('Почта не настроена (SMTP_URL): приглашения и уведомления передаются ссылкой')
  const runner = await runJobs({
    pool: ground.pool,
    jobs: [
      ...importJobs(ground),
      ...accountJobs(ground.db),
      ...auditJobs(ground, systemClock),
      ...(mailer ? [mailJob(mailer.send)] : []),
      securityJob(ground.db),
      notificationMailJob(
        ground.db,
        mailer ? (config.publicUrl ?? `http://localhost:${config.port}`) : null,
        systemClock,
      ),
    ],
    schedule: [...AUDIT_SCHEDULE, ...ACCOUNT_SCHEDULE],
    log,
    concurrency: config.jobConcurrency,
  })
  process.stdout.write(`Траектория открыта: ${address}\n`)
  const stopping = new AbortController()
  const background = startBackground(ground, log, demo, {
    wantsDemo: options.demo && config.loadDemo,
    address,
    signal: stopping.signal,
  }).catch((error: unknown) => {
    if (stopping.signal.aborted) return
    demo.state = 'failed'
    log.error({ err: error }, 'Подготовка данных не удалась')
  })
  await stopped
  process.stdout.write('Останавливаемся…\n')
  stopping.abort()
  await background
  await stop(app, runner, mailer, ground)
  return 0
}

/** Without accounts whoever reaches the server is let in as its operator, so only this machine may reach it. */
async function requireAccounts(ground: Ground, { host, publicUrl }: Config): Promise<void> {
  if (LOOPBACK.test(host) && publicUrl === undefined) return
  if (await hasAccounts(ground.db)) return
  await ground.close()
  throw new Problem(
    'server/config',
    `HOST = «${host}»: в системе ещё нет учётных записей, и сервер отвечает только этой машине. Сначала создайте администратора: npx traektoria account add --email АДРЕС --name "ФАМИЛИЯ ИМЯ" --role administrator`,
  )
}

async function listen(app: Awaited<ReturnType<typeof buildApp>>, { host, port }: Config): Promise<string> {
  try {
    return await app.listen({ host, port })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE')
      throw new Problem(
        'server/config',
        `Порт ${port} занят другой программой: выберите другой, например --port ${port + 1}`,
      )
    if (code === 'EACCES')
      throw new Problem(
        'server/config',
        `Порт ${port} закрыт для обычного пользователя: выберите больше 1024`,
      )
    throw error
  }
}

/** Work that the first requests need not wait for: what a kill interrupted, leftovers on the disk, the demonstration region. */
async function startBackground(
  ground: Ground,
  log: Log,
  demo: Session['demo'],
  { wantsDemo, address, signal }: { wantsDemo: boolean; address: string; signal: AbortSignal },
) {
  const { swept, failures } = await recoverImports(ground.db, ground, 'server')
  for (const { importId, error } of failures)
    log.error({ err: error, importId }, 'Прерванная загрузка не продолжена')
  if (swept.length > 0) log.info({ files: swept.length }, 'Убраны файлы прерванных загрузок')
  const isLoaded = await isDemoLoaded(ground.db)
  if (!wantsDemo || isLoaded) {
    if (wantsDemo) await ensureDemoPeople(ground.db)
    demo.state = isLoaded ? 'ready' : 'none'
    return
  }
  demo.state = 'loading'
  const bar = createProgressBar(process.stdout)
  await loadDemo(ground, (done, total) => {
    signal.throwIfAborted()
    Object.assign(demo, { done, total })
    bar.show('Загружаем демонстрационную область', done, total)
  })
  bar.clear()
  demo.state = 'ready'
  process.stdout.write(`Демонстрационная область готова. Откройте ${address}\n`)
}

const ImportPayload = z.object({ importId: z.number().int() })
const PROGRESS_EVERY_MS = 700

function importJobs(ground: Ground): Job[] {
  return [
    defineJob('imports.process', ImportPayload, async ({ importId }) => {
      let last = 0
      await processImport(ground.db, ground, importId, async (step, done, total) => {
        if (Date.now() - last < PROGRESS_EVERY_MS) return
        last = Date.now()
        await setImport(ground.db, importId, { progress: { step, done, total } })
      })
    }),
  ]
}

async function stop(
  app: Awaited<ReturnType<typeof buildApp>>,
  runner: JobRunner,
  mailer: Mailer | undefined,
  ground: Ground,
): Promise<void> {
  await app.close()
  await runner.stop()
  mailer?.close()
  await ground.close()
}
