import { GRANTED_ROLES, type GrantedRole, LOCAL_OPERATOR } from '../accounts/access.ts'
import { createAuth } from '../accounts/auth.ts'
import { invitePerson, sendInvitation } from '../accounts/invitations.ts'
import { Email } from '../accounts/login-schemas.ts'
import { readSecret } from '../accounts/secret.ts'
import { systemClock } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import { inTransaction } from '../platform/db.ts'
import { Problem } from '../platform/problem.ts'
import type { Ground } from './open-ground.ts'
import { chooseRegion } from './regions.ts'

interface AccountArguments {
  action: 'add' | 'link'
  email: string
  name: string | undefined
  role: string | undefined
  region: string | undefined
}

/**
 * `account add`: a person with a role, and the link by which they set their password; `account link`: a new link for who lost
 * theirs. For whoever may log in to the machine: the first administrator, and a way back in where there is no mail.
 */
export async function accountCommand(
  ground: Ground,
  config: Config,
  args: AccountArguments,
): Promise<number> {
  const email = Email.safeParse(args.email)
  if (!email.success) throw new Problem('request/invalid', `«${args.email}» не похоже на адрес почты.`)
  const publicUrl = config.publicUrl ?? `http://localhost:${config.port}`
  const link =
    args.action === 'add'
      ? await add(ground, publicUrl, email.data, args)
      : await renew(ground, publicUrl, email.data)
  process.stdout.write(link === null ? 'Роль добавлена: человек уже входит в систему.\n' : `${link}\n`)
  return 0
}

async function add(
  ground: Ground,
  publicUrl: string,
  email: string,
  { name, role = 'administrator', region }: AccountArguments,
) {
  if (!(GRANTED_ROLES as readonly string[]).includes(role))
    throw new Problem('request/invalid', `Роли «${role}» нет. Роли: ${GRANTED_ROLES.join(', ')}.`)
  if (!name || name.trim().length < 2)
    throw new Problem('request/invalid', 'Укажите, как зовут человека: --name "Иванова Анна".')
  const regionId = role === 'administrator' ? null : (await chooseRegion(ground.db, region)).id
  const person = { email, name: name.trim(), grants: [{ role: role as GrantedRole, regionId }] }
  const today = systemClock().toISOString().slice(0, 10)
  const { link } = await inTransaction(ground.db, (tx) =>
    invitePerson(tx, LOCAL_OPERATOR, person, { publicUrl, sendsMail: false }, today),
  )
  return link
}

async function renew(ground: Ground, publicUrl: string, email: string): Promise<string> {
  const person = await ground.db
    .selectFrom('users')
    .select('id')
    .where('email', '=', email)
    .executeTakeFirst()
  if (!person) throw new Problem('account/not-found', `Учётной записи ${email} нет.`)
  const way = await ground.db
    .selectFrom('login_accounts')
    .select('id')
    .where('user_id', '=', person.id)
    .executeTakeFirst()
  if (!way)
    return (await inTransaction(ground.db, (tx) =>
      sendInvitation(tx, LOCAL_OPERATOR, person.id, { publicUrl, sendsMail: false }),
    )) as string
  let link = ''
  const auth = createAuth({
    db: ground.db,
    publicUrl,
    secret: await readSecret(ground.dataDir),
    oidc: undefined,
    sendPasswordLink: async (_, token) => {
      link = `${publicUrl}/password/${token}`
    },
  })
  await auth.api.requestPasswordReset({ body: { email } })
  return link
}
