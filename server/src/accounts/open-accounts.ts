import type { FastifyInstance } from 'fastify'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { queueMail } from '../platform/mail.ts'
import { accountRoutes } from './account-routes.ts'
import { cookiePrefix, createAuth, type OidcProvider } from './auth.ts'
import { DEMO_PASSWORD, listDemoPeople } from './demo-people.ts'
import type { Letters } from './invitations.ts'
import { loginRoutes } from './login-routes.ts'
import { myAccountRoutes } from './my-account-routes.ts'
import { providerRoutes } from './provider-routes.ts'
import { createActorReader } from './sessions.ts'

export interface AccountsOptions {
  db: Db
  secret: string
  /** Undefined: the server is for this machine. */
  publicUrl: string | undefined
  /** What links hold while there is no public address. */
  localUrl: string
  sendsMail: boolean
  oidc: OidcProvider | undefined
  clock: Clock
}

/** Everything about who asks: the reader of actors and the routes of coming in, of one's own account and of all accounts. */
export function openAccounts(options: AccountsOptions) {
  const { db, sendsMail, oidc, clock } = options
  const publicUrl = options.publicUrl ?? options.localUrl
  const letters: Letters = { publicUrl, sendsMail }
  const isPublic = options.publicUrl !== undefined
  const prefix = cookiePrefix(publicUrl)
  const auth = createAuth({
    db,
    publicUrl,
    oidc,
    secret: options.secret,
    sendPasswordLink: (person, token) =>
      queueMail(db, passwordLetter(person, `${publicUrl}/password/${token}`), clock),
  })
  const ways = async () => {
    const demo = await listDemoPeople(db, isPublic)
    return {
      mail: sendsMail,
      oidc: oidc?.name ?? null,
      demo,
      demoPassword: demo.length > 0 ? DEMO_PASSWORD : null,
    }
  }
  return {
    actorOf: createActorReader(db, { isPublic, cookiePrefix: prefix }),
    routes: [
      ...loginRoutes({ auth, letters, isPublic, prefix, ways }),
      ...myAccountRoutes({ auth, oidcName: oidc?.name ?? null }),
      ...accountRoutes({ auth, letters, clock }),
    ],
    /** The two addresses that a browser is sent to and fro with a provider: redirects, so no routes of the usual kind. */
    mountProvider: (app: FastifyInstance) => providerRoutes(app, { auth, db, publicUrl }),
  }
}

const passwordLetter = ({ email, name }: { email: string; name: string }, link: string) => ({
  to: email,
  subject: 'Новый пароль в «Траектории»',
  text: `${name}, здравствуйте!\n\nВы попросили задать новый пароль. Ссылка действует один час и один раз:\n\n${link}\n\nЕсли это были не вы, ничего не делайте: пароль останется прежним.`,
})
