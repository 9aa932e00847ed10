import Fastify, { type FastifyRequest } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type pg from 'pg'
import { ACTIONS, LOCAL_OPERATOR } from '../server/src/accounts/access.ts'
import { createAccessLog } from '../server/src/accounts/audit/access-log.ts'
import { authorise } from '../server/src/accounts/authorise.ts'
import { openAccounts } from '../server/src/accounts/open-accounts.ts'
import { identificationRoutes } from '../server/src/identification/routes.ts'
import { placeRoutes } from '../server/src/places/routes.ts'
import type { AccessLog } from '../server/src/platform/accesses.ts'
import { openDatabase } from '../server/src/platform/db.ts'
import { startDatabase } from '../server/src/platform/embedded-postgres.ts'
import { mountRoutes } from '../server/src/platform/http.ts'
import { profileRoutes } from '../server/src/profiles/routes.ts'

/**
 * The product's own doors: `dataDir port on`; with a journal that keeps nothing: `off`; or asking nobody's permission, though still
 * who it is: `unguarded`.
 */
const [dataDir, port, mode] = process.argv.slice(2) as [string, string, 'on' | 'off' | 'unguarded']
const server = await startDatabase(dataDir)
const { db, pool } = openDatabase(server.url)
if (mode === 'off') pool.on('connect', forgetChanges)
const nothing: AccessLog = { write: async () => {}, note: () => {} }
const app = Fastify({ genReqId: () => crypto.randomUUID() })
app.setValidatorCompiler(validatorCompiler)
app.setSerializerCompiler(serializerCompiler)
const accounts = openAccounts({
  ...{ db, secret: 'only for this measurement, thrown away', publicUrl: undefined, oidc: undefined },
  ...{ localUrl: `http://127.0.0.1:${port}`, sendsMail: false, clock: () => new Date() },
})
const doors = {
  db,
  actorOf: mode === 'unguarded' ? everybodysOperator : accounts.actorOf,
  authorise: mode === 'unguarded' ? async () => {} : authorise,
  isKnownAction: (action: string) => Object.hasOwn(ACTIONS, action),
  accesses: mode === 'off' ? nothing : createAccessLog(db),
}
await app.register(async (api) =>
  mountRoutes(api, doors, [
    ...identificationRoutes(),
    ...profileRoutes(),
    ...placeRoutes(),
    ...accounts.routes,
  ]),
)
await app.listen({ port: Number(port), host: '127.0.0.1' })
console.log(`listening http://127.0.0.1:${port}`)

/** The session is read all the same; what it may do is not asked. */
async function everybodysOperator(request: FastifyRequest) {
  await accounts.actorOf(request)
  return LOCAL_OPERATOR
}

/** The peer that writes no journal: rows of changes go nowhere. */
function forgetChanges(client: pg.PoolClient): void {
  const send = client.query.bind(client) as (text: string, values: unknown[]) => Promise<unknown>
  const answer = { command: 'INSERT', rowCount: 1, rows: [{ id: 0 }] }
  const filtered = (text: string, values: unknown[]) =>
    /^\s*insert into changes\b/.test(text) ? Promise.resolve(answer) : send(text, values)
  Object.assign(client, { query: filtered })
}
