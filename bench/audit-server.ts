import Fastify from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { ACTIONS, LOCAL_OPERATOR } from '../server/src/accounts/access.ts'
import { createAccessLog } from '../server/src/accounts/audit/access-log.ts'
import { authorise } from '../server/src/accounts/authorise.ts'
import { identificationRoutes } from '../server/src/identification/routes.ts'
import type { AccessLog } from '../server/src/platform/accesses.ts'
import { openDatabase } from '../server/src/platform/db.ts'
import { startDatabase } from '../server/src/platform/embedded-postgres.ts'
import { mountRoutes } from '../server/src/platform/http.ts'
import { profileRoutes } from '../server/src/profiles/routes.ts'

/** The product's own doors with the journal of accesses, or with one that keeps nothing: `dataDir port on|off`. */
const [dataDir, port, mode] = process.argv.slice(2) as [string, string, 'on' | 'off']
const server = await startDatabase(dataDir)
const { db } = openDatabase(server.url)
const nothing: AccessLog = { write: async () => {}, note: () => {} }
const app = Fastify({ genReqId: () => crypto.randomUUID() })
app.setValidatorCompiler(validatorCompiler)
app.setSerializerCompiler(serializerCompiler)
const doors = {
  db,
  actorOf: async () => LOCAL_OPERATOR,
  authorise,
  isKnownAction: (action: string) => Object.hasOwn(ACTIONS, action),
  accesses: mode === 'on' ? createAccessLog(db) : nothing,
}
mountRoutes(app, doors, [...identificationRoutes(), ...profileRoutes()])
await app.listen({ port: Number(port), host: '127.0.0.1' })
console.log(`listening http://127.0.0.1:${port}`)
