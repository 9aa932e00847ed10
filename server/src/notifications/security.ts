import { sql } from 'kysely'
import { SecurityNews } from '../accounts/security-events.ts'
import { SECURITY_JOB } from '../accounts/tell-person.ts'
import { type Db, inTransaction } from '../platform/db.ts'
import { addJob, defineJob, type Job } from '../platform/jobs.ts'
import { NOTIFICATION_MAIL_JOB } from './notify.ts'

/** News of one's own account: on the page and by a letter at once, whatever was chosen and whatever hour it is. */
export const securityJob = (db: Db): Job =>
  defineJob(SECURITY_JOB, SecurityNews, ({ userId, event: { kind, at, ...facts } }) =>
    inTransaction(db, async (tx) => {
      const { rowCount } = await tx
        .selectFrom('users')
        .select((eb) => eb.fn.countAll<number>().as('rowCount'))
        .where('id', '=', userId)
        .executeTakeFirstOrThrow()
      if (rowCount === 0) return
      const moment = new Date(at)
      await sql`
        with made as (insert into notification_events (kind, region_id, happened_at, facts)
          values (${kind}, null, ${moment}, ${JSON.stringify({ at, ...facts })}::jsonb) returning id)
        insert into notifications (user_id, event_id, mail_at) select ${userId}, made.id, ${moment} from made`.execute(
        tx,
      )
      await addJob(tx, NOTIFICATION_MAIL_JOB, { userId }, { key: `${NOTIFICATION_MAIL_JOB} ${userId} ${at}` })
    }),
  )
