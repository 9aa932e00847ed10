import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { recordChange } from '../platform/changes.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { queueMail } from '../platform/mail.ts'
import { Problem } from '../platform/problem.ts'
import { addGrant, type GrantRequest, tellGranted } from './grants.ts'
import { hashPassword, requirePassword } from './password.ts'

/** How long a link of an invitation is good for. */
export const INVITATION_DAYS = 14

export interface Letters {
  /** Where links lead, without a path. */
  publicUrl: string
  /** Whether mail leaves this installation at all; otherwise links are passed on by hand. */
  sendsMail: boolean
}

export interface NewPerson {
  email: string
  name: string
  position?: string | null | undefined
  phone?: string | null | undefined
  grants: GrantRequest[]
}

export interface Invited {
  userId: string
  /** They had an account before: only the roles were added, and no link is needed. */
  isKnown: boolean
  /** For passing on by hand; null where it was mailed, or nothing is needed. */
  link: string | null
}

/** Makes an account with its roles and a link to set the first password; somebody who has one is only given the roles. */
export async function invitePerson(
  db: Db,
  actor: Actor,
  person: NewPerson,
  letters: Letters,
  today: string,
  requestId?: string,
): Promise<Invited> {
  const email = person.email.trim().toLowerCase()
  const known = await db
    .selectFrom('users')
    .select(['id', 'disabled_at'])
    .where('email', '=', email)
    .executeTakeFirst()
  if (known?.disabled_at)
    throw new Problem('account/exists', `Учётная запись ${email} закрыта: сначала откройте её снова.`)
  const userId = known?.id ?? randomUUID()
  if (!known) {
    const { name, position = null, phone = null } = person
    await db.insertInto('users').values({ id: userId, email, name, position, phone }).execute()
    await recordChange(db, {
      actor: actor.id,
      action: 'account.create',
      subjectKind: 'account',
      subjectId: userId,
      after: { email, name, position },
      requestId,
    })
  }
  for (const grant of person.grants) await addGrant(db, actor, userId, grant, today, requestId)
  const isKnown = known !== undefined && (await hasWayIn(db, userId))
  if (isKnown) for (const grant of person.grants) await tellGranted(db, actor, userId, grant)
  return { userId, isKnown, link: isKnown ? null : await sendInvitation(db, actor, userId, letters) }
}

const hasWayIn = async (db: Db, userId: string) =>
  (await db.selectFrom('login_accounts').select('id').where('user_id', '=', userId).executeTakeFirst()) !==
  undefined

/** A new link; those sent before stop working. @returns the link where no mail leaves, null where it was mailed */
export async function sendInvitation(
  db: Db,
  actor: Actor,
  userId: string,
  letters: Letters,
): Promise<string | null> {
  const { email, name } = await db
    .selectFrom('users')
    .select(['email', 'name'])
    .where('id', '=', userId)
    .executeTakeFirstOrThrow()
  if (await hasWayIn(db, userId))
    throw new Problem(
      'account/exists',
      'Человек уже входил: ему нужна ссылка для нового пароля, а не приглашение.',
    )
  await sql`update invitations set expires_at = now() where user_id = ${userId} and accepted_at is null and expires_at > now()`.execute(
    db,
  )
  const token = randomBytes(32).toString('base64url')
  await sql`insert into invitations (user_id, token_hash, invited_by, expires_at)
    values (${userId}, ${hashOf(token)}, ${actor.id}, now() + make_interval(days => ${INVITATION_DAYS}))`.execute(
    db,
  )
  const link = `${letters.publicUrl}/invitation/${token}`
  if (!letters.sendsMail) return link
  await queueMail(db, {
    to: email,
    subject: 'Приглашение в «Траекторию»',
    text: `${name}, здравствуйте!\n\nВас приглашают работать в «Траектории» – системе поддержки школ. Придумайте пароль по ссылке, она действует ${INVITATION_DAYS} дней:\n\n${link}\n\nЕсли вы не ждали этого письма, ничего не делайте.`,
  })
  return null
}

/** Whose invitation it is. @throws Problem 'account/link-spent' */
export async function readInvitation(db: Db, token: string) {
  const { rows } = await sql<{ id: number; userId: string; email: string; name: string }>`
    select i.id, u.id as "userId", u.email, u.name from invitations i join users u on u.id = i.user_id
    where i.token_hash = ${hashOf(token)} and i.accepted_at is null and i.expires_at > now() and u.disabled_at is null
    for update of i`.execute(db)
  if (!rows[0])
    throw new Problem('account/link-spent', 'Попросите того, кто вас пригласил, прислать новую ссылку.')
  return rows[0]
}

/** Sets the first password: the link proves that the address is theirs. @returns the address to sign in with */
export async function acceptInvitation(
  db: Db,
  token: string,
  { password, name }: { password: string; name: string },
  requestId?: string,
): Promise<string> {
  const invitation = await readInvitation(db, token)
  await requirePassword(db, password, { email: invitation.email, name })
  const { userId } = invitation
  await db
    .insertInto('login_accounts')
    .values({
      id: randomUUID(),
      account_id: userId,
      provider_id: 'credential',
      user_id: userId,
      password: await hashPassword(password),
    })
    .execute()
  await db
    .updateTable('users')
    .set({ name, email_verified: true, updated_at: sql`now()` })
    .where('id', '=', userId)
    .execute()
  await sql`update invitations set accepted_at = now() where id = ${invitation.id}`.execute(db)
  await recordChange(db, {
    actor: userId,
    action: 'account.accept',
    subjectKind: 'account',
    subjectId: userId,
    before: { name: invitation.name },
    after: { name },
    requestId,
  })
  return invitation.email
}

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex')
