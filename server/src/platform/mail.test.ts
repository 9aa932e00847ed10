import { setTimeout as sleep } from 'node:timers/promises'
import PostalMime from 'postal-mime'
import { expect, onTestFinished, test } from 'vitest'
import { rollback, testDatabase } from '../../test/database.ts'
import { smtpServer } from '../../test/smtp.ts'
import { runJobs } from './jobs.ts'
import { createLog } from './log.ts'
import { MAIL_JOB, mailJob, openMailer, queueMail } from './mail.ts'
import { mailHtml } from './mail-html.ts'

const { db, pool } = await testDatabase()
const FROM = 'Траектория <noreply@example.ru>'
const LETTER = {
  to: 'ivanova@school.example.ru',
  subject: 'Приглашение',
  text: 'Здравствуйте!\n\nhttps://t.example.ru/i/1.',
}

function mailer(port: number, login = '') {
  const opened = openMailer({ smtpUrl: `smtp://${login}127.0.0.1:${port}`, from: FROM })
  onTestFinished(() => opened.close())
  return opened
}

async function withMailJobs(port: number, clock?: () => Date) {
  const jobs = [mailJob(mailer(port).send, clock)]
  const runner = await runJobs({ pool, jobs, log: createLog('silent'), concurrency: 1 })
  onTestFinished(() => runner.stop())
}

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await isTrue()); tries++) {
    if (tries > 1_500) throw new Error('waited in vain')
    await sleep(10)
  }
}

const waiting = async () =>
  (
    await pool.query('select attempts, last_error from graphile_worker.jobs where task_identifier = $1', [
      MAIL_JOB,
    ])
  ).rows as { attempts: number; last_error: string | null }[]

test('a letter asked for in a transaction arrives after its commit, and not at all after a rollback', async () => {
  const { received, port } = await smtpServer()
  await withMailJobs(port)
  await rollback(db, (tx) => queueMail(tx, { ...LETTER, subject: 'Отменённое' }))
  await db.transaction().execute((tx) => queueMail(tx, LETTER))
  await until(async () => received.length > 0 && (await waiting()).length === 0)
  expect(received).toMatchObject([{ from: 'noreply@example.ru', to: ['ivanova@school.example.ru'] }])
  const mail = await PostalMime.parse(received[0]!.raw)
  expect(mail.subject).toBe('Приглашение')
  expect(mail.from).toMatchObject({ name: 'Траектория', address: 'noreply@example.ru' })
  expect(mail.text?.trim()).toBe(LETTER.text)
  expect(mail.html).toContain('<a href="https://t.example.ru/i/1">https://t.example.ru/i/1</a>.')
  expect(received[0]!.raw).toMatch(/^Auto-Submitted: auto-generated/m)
  expect(mail.attachments).toEqual([])
})

test('while the mail server is away a letter waits, and is the same letter at the next try', async () => {
  const first = await smtpServer({
    onRcptTo: (_address, _session, done) => done(Object.assign(new Error('later'), { responseCode: 451 })),
  })
  await withMailJobs(first.port)
  await queueMail(db, LETTER)
  await until(async () => (await waiting())[0]?.last_error != null)
  expect((await waiting())[0]!.last_error).not.toContain('ivanova')
  const second = await smtpServer()
  await withMailJobs(second.port)
  await pool.query('update graphile_worker._private_jobs set run_at = now()')
  await until(async () => (await waiting()).length === 0 || (await hurry()))
  expect(second.received.length).toBe(1)

  /** Whichever of the two runners took it failed again: let it be tried at once. */
  async function hurry() {
    await pool.query('update graphile_worker._private_jobs set run_at = now() where locked_at is null')
    return false
  }
})

test('a recipient refused for good is not tried again, and its address is in no log line', async () => {
  const { port } = await smtpServer({
    onRcptTo: (_address, _session, done) =>
      done(Object.assign(new Error('no ivanova here'), { responseCode: 550 })),
  })
  const said: string[] = []
  const keep = (details: object, words: string) => void said.push(JSON.stringify({ ...details, words }))
  const job = mailJob(mailer(port).send)
  const queued = { ...LETTER, id: crypto.randomUUID(), queuedAt: new Date().toISOString() }
  const log = Object.assign(createLog('silent'), { error: keep })
  await job.run(queued, { log, attempt: 1, signal: new AbortController().signal })
  expect(said).toHaveLength(1)
  expect(said[0]).toContain('school.example.ru')
  expect(said[0]).not.toContain('ivanova')
})

test('a refused login keeps the letter: it is ours to mend', async () => {
  const { port } = await smtpServer({
    authOptional: false,
    onAuth: (_auth, _session, done) => done(new Error('wrong password')),
  })
  const job = mailJob(mailer(port, 'me:secret@').send)
  const queued = { ...LETTER, id: crypto.randomUUID(), queuedAt: new Date().toISOString() }
  const context = { log: createLog('silent'), attempt: 1, signal: new AbortController().signal }
  await expect(job.run(queued, context)).rejects.toThrow(/^mail was not sent: EAUTH 535$/)
})

test('a letter that waited longer than three days is dropped', async () => {
  const { received, port } = await smtpServer()
  const inFourDays = () => new Date(Date.now() + 4 * 24 * 3600 * 1000)
  const job = mailJob(mailer(port).send, inFourDays)
  const queued = { ...LETTER, id: crypto.randomUUID(), queuedAt: new Date().toISOString() }
  await job.run(queued, { log: createLog('silent'), attempt: 9, signal: new AbortController().signal })
  expect(received).toEqual([])
})

test.each([
  'a@example.ru, b@example.ru',
  'Имя <a@example.ru>',
  'a@example.ru\r\nBcc: b@example.ru',
  '"a b"@example.ru',
  '',
])('a letter goes to one bare address, not to %j', async (to) => {
  await expect(queueMail(db, { ...LETTER, to })).rejects.toThrow()
})

test('a subject cannot smuggle another recipient in', async () => {
  const { received, port } = await smtpServer()
  const letter = { ...LETTER, id: crypto.randomUUID(), subject: 'Школа\r\nBcc: b@example.ru' }
  await mailer(port).send(letter)
  expect(received[0]!.to).toEqual(['ivanova@school.example.ru'])
  expect(received[0]!.raw.split('\r\n\r\n')[0]).not.toMatch(/^Bcc:/m)
})

test('a password is not told to a mail server that offers no encryption', async () => {
  const heard: string[] = []
  const { port } = await smtpServer({
    onAuth: (auth, _session, done) => {
      heard.push(auth.password ?? '')
      done(null, { user: 'me' })
    },
  })
  // The address of this machine that is not loopback by name.
  const opened = openMailer({ smtpUrl: `smtp://me:secret@0.0.0.0:${port}`, from: FROM })
  onTestFinished(() => opened.close())
  await expect(opened.send({ ...LETTER, id: crypto.randomUUID() })).rejects.toThrow()
  expect(heard).toEqual([])
})

test('words of people stay words in the html twin', () => {
  const html = mailHtml(
    '<b>',
    'Школа «<script>alert(1)</script>» & Ко\nстрока\n\n(см. https://t.example.ru/s?a=1&b="2)',
  )
  expect(html).not.toContain('<script>')
  expect(html).toContain('&lt;script&gt;')
  expect(html).toContain('& Ко<br>строка'.replace('&', '&amp;'))
  expect(html).toContain('<a href="https://t.example.ru/s?a=1&amp;b=">')
  expect(html).not.toMatch(/<img|<link|src=/)
})
