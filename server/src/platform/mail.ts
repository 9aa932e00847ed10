import { randomUUID } from 'node:crypto'
import nodemailer from 'nodemailer'
import { z } from 'zod'
import type { Clock } from './clock.ts'
import type { MailSettings } from './config.ts'
import type { Db } from './db.ts'
import { addJob, defineJob, type Job } from './jobs.ts'
import { mailHtml } from './mail-html.ts'

export const MAIL_JOB = 'mail.send'

/** A letter of ours: plain Russian text; its html twin is made from it, with no picture and nothing that tells on the reader. */
export interface Mail {
  /** One address alone, `ivanova@example.ru`. */
  to: string
  subject: string
  /** Paragraphs divided by an empty line; addresses of pages become links. */
  text: string
}

const QueuedMail = z.object({
  to: z.string().regex(/^[^\s<>@,;"]+@[^\s<>@,;"]+$/),
  subject: z.string().min(1).max(300),
  text: z.string().min(1),
  /** The same at every try, so that a letter delivered twice is one letter to the reader's mail program. */
  id: z.uuid(),
  queuedAt: z.coerce.date(),
})

/**
 * Asks for a letter in the caller's transaction: if that is rolled back, nothing is sent. It leaves after the commit,
 * from whichever process has mail settings, and is tried again while the mail server is away.
 * Ask `config.mail` first: where it is undefined nobody sends, and the page offers a link to copy instead.
 */
export async function queueMail(db: Db, mail: Mail, clock: Clock = () => new Date()): Promise<void> {
  const queued = QueuedMail.parse({ ...mail, id: randomUUID(), queuedAt: clock() })
  await addJob(db, MAIL_JOB, { ...queued, queuedAt: queued.queuedAt.toISOString() })
}

export type SendMail = (mail: Mail & { id: string }) => Promise<void>

export interface Mailer {
  send: SendMail
  close(): void
}

/** The SMTP server of the settings. Nothing is connected until the first letter. */
export function openMailer({ smtpUrl, from }: MailSettings): Mailer {
  const { hostname, password, searchParams } = new URL(smtpUrl)
  const isOwnMachine = /^(127(\.\d+){3}|localhost|\[::1\])$/.test(hostname)
  const transport = nodemailer.createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 2,
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 60_000,
    // A password is not told to a network in the open, unless the address itself says so.
    requireTLS: password !== '' && !isOwnMachine && !searchParams.has('ignoreTLS'),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const domain = from.slice(from.lastIndexOf('@') + 1).replace('>', '')
  return {
    async send({ to, subject, text, id }) {
      await transport.sendMail({
        from,
        to: { name: '', address: to },
        subject,
        text,
        html: mailHtml(subject, text),
        messageId: `<${id}@${domain}>`,
        // So that nobody's «меня нет на месте» answers it.
        headers: { 'Auto-Submitted': 'auto-generated' },
      })
    },
    close: () => transport.close(),
  }
}

/** A letter that waited longer is no news any more, and its links have run out. */
const OLDEST_MILLISECONDS = 3 * 24 * 3600 * 1000

/** The job that sends what was queued. Nothing of a letter but the recipient's domain goes to the log. */
export function mailJob(send: SendMail, clock: Clock = () => new Date()): Job {
  return defineJob(MAIL_JOB, QueuedMail, async (mail, { log, attempt }) => {
    const letter = { domain: mail.to.slice(mail.to.lastIndexOf('@') + 1), attempt }
    if (clock().getTime() - mail.queuedAt.getTime() > OLDEST_MILLISECONDS) {
      log.error(letter, 'Письмо не отправлено за трое суток и снято с очереди')
      return
    }
    try {
      await send(mail)
    } catch (error) {
      const answer = smtpAnswer(error)
      if (!answer.isFinal) throw new Error(`mail was not sent: ${answer.words}`)
      log.error({ ...letter, answer: answer.words }, 'Почтовый сервер отказался принять письмо')
    }
  })
}

/**
 * What the mail server said, without the address it may repeat, and whether another try is pointless: it refused this
 * recipient or this letter for good (5xx). A refused login is ours to mend, so the letter waits.
 */
function smtpAnswer(error: unknown): { words: string; isFinal: boolean } {
  const { code, responseCode } = error as { code?: string; responseCode?: number }
  const words = [code, responseCode].filter(Boolean).join(' ') || 'no connection'
  const isOurs = code === 'EAUTH' || code === 'ETLS' || code === 'ECONNECTION'
  return { words, isFinal: !isOurs && responseCode !== undefined && responseCode >= 500 }
}
