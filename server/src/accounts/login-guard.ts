import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'
import { Problem } from '../platform/problem.ts'
import { counted } from '../platform/russian.ts'

/**
 * How many failures within the window close the door, and for whom. A whole school sits behind one address and forgets
 * passwords after the holidays, so an address alone is closed late, and never to those who have signed in from it before.
 * Source: OWASP ASVS 5.0.0, 6.1.1 and 6.3.1; the numbers are ours.
 */
export const LOGIN_LIMITS = {
  windowMinutes: 15,
  /** One account from one address. */
  pair: 5,
  /** One account from addresses that it never signed in from: a guess spread over many machines. */
  account: 20,
  /** One address at accounts that never signed in from it: one password tried on many people. */
  address: 50,
  /** For how long a successful sign-in makes an address known to an account. */
  knownDays: 30,
} as const

export interface RecentAttempts {
  /** Failures of the account from this address. */
  pair: number
  /** Failures of the account from addresses unknown to it. */
  account: number
  /** Failures from this address at accounts that do not know it. */
  address: number
  /** The account has signed in from this address lately. */
  isKnown: boolean
}

/** Whether one more attempt may be made. Pure. */
export function mayTry(attempts: RecentAttempts): boolean {
  if (attempts.pair >= LOGIN_LIMITS.pair) return false
  if (attempts.isKnown) return true
  return attempts.account < LOGIN_LIMITS.account && attempts.address < LOGIN_LIMITS.address
}

/** What stands for an account in the table of attempts: what was typed may be no address of anybody. */
export const accountHash = (email: string): string =>
  createHash('sha256').update(email.trim().toLowerCase()).digest('hex')

/**
 * Lets an attempt through or says for how long the door is closed.
 * @throws Problem 'account/locked'
 */
export async function requireMayTry(db: Db, email: string, address: string): Promise<void> {
  const account = accountHash(email)
  const known = sql`exists (select from login_attempts k where k.account_hash = f.account_hash and k.address = f.address
    and k.succeeded and k.attempted_at > now() - make_interval(days => ${LOGIN_LIMITS.knownDays}))`
  // Failures before a later success of the same pair are forgiven.
  const { rows } = await sql<RecentAttempts>`
    with failures as (
      select f.account_hash, f.address, ${known} as is_known from login_attempts f
      where not f.succeeded and f.attempted_at > now() - make_interval(mins => ${LOGIN_LIMITS.windowMinutes})
        and (f.account_hash = ${account} or f.address = ${address})
        and not exists (select from login_attempts s where s.account_hash = f.account_hash and s.address = f.address
          and s.succeeded and s.attempted_at > f.attempted_at)
    )
    select count(*) filter (where account_hash = ${account} and address = ${address}) as pair,
      count(*) filter (where account_hash = ${account} and not is_known) as account,
      count(*) filter (where address = ${address} and not is_known) as address,
      exists (select from login_attempts k where k.account_hash = ${account} and k.address = ${address} and k.succeeded
        and k.attempted_at > now() - make_interval(days => ${LOGIN_LIMITS.knownDays})) as "isKnown"
    from failures`.execute(db)
  if (mayTry(rows[0]!)) return
  const minutes = counted(LOGIN_LIMITS.windowMinutes, ['минуту', 'минуты', 'минут'])
  throw new Problem(
    'account/locked',
    `Подождите ${minutes} и попробуйте снова или задайте новый пароль по ссылке «Забыли пароль?».`,
  )
}

export async function recordAttempt(
  db: Db,
  email: string,
  address: string,
  succeeded: boolean,
): Promise<void> {
  await db
    .insertInto('login_attempts')
    .values({ account_hash: accountHash(email), address, succeeded })
    .execute()
}

/** Attempts that nothing asks about any more. */
export async function forgetAttempts(db: Db): Promise<void> {
  await sql`delete from login_attempts where attempted_at < now() - make_interval(days => ${LOGIN_LIMITS.knownDays})`.execute(
    db,
  )
}
