import { sql } from 'kysely'
import type { Db } from './db.ts'

/** Changes are numbered before they are committed, so a number below the greatest may still appear: this many are looked at. */
const OPEN_CHANGES = 1_000

/** The question that is being asked, and the one that waits for its end; those who come meanwhile share the latter. */
interface Asking {
  running: Promise<string>
  next: Promise<string> | undefined
}
const asked = new WeakMap<Db, Asking>()

/**
 * Everything that pages read is changed together with a row of `changes`: the latest of them say whether anything did.
 * The question begins after the call, never before it, so an answer made from it is not older than the request; two
 * hundred requests at once ask it twice.
 */
export function dataVersion(db: Db): Promise<string> {
  const asking = asked.get(db)
  if (!asking) return begin(db)
  asking.next ??= asking.running.catch(() => {}).then(() => begin(db))
  return asking.next
}

function begin(db: Db): Promise<string> {
  const asking: Asking = { running: ask(db), next: undefined }
  asked.set(db, asking)
  const done = () => {
    if (asked.get(db) === asking && !asking.next) asked.delete(db)
  }
  asking.running.then(done, done)
  return asking.running
}

async function ask(db: Db): Promise<string> {
  const { rows } = await sql<{ latest: number; seen: number }>`
    select coalesce(max(id), 0) as latest, count(*) as seen
    from (select id from changes order by id desc limit ${OPEN_CHANGES}) latest`.execute(db)
  return `${rows[0]!.latest}:${rows[0]!.seen}`
}
