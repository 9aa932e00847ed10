import Fastify from 'fastify'
import { openDatabase } from '../../server/src/platform/db.ts'
import { startDatabase } from '../../server/src/platform/embedded-postgres.ts'

/**
 * The bare framework: the same bytes after one indexed query, on the same database. Bodies come as JSON lines on the
 * input; each answers at /<its place>.
 */
const [dataDir, port] = process.argv.slice(2) as [string, string]
const server = await startDatabase(dataDir)
const { pool } = openDatabase(server.url)
const chunks: Buffer[] = []
for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
const bodies = JSON.parse(Buffer.concat(chunks).toString()) as string[]
await pool.query('create table if not exists bench_bodies (id integer primary key, body text not null)')
for (const [id, body] of bodies.entries())
  await pool.query(
    'insert into bench_bodies values ($1, $2) on conflict (id) do update set body = excluded.body',
    [id, body],
  )
const app = Fastify()
app.route<{ Params: { id: string } }>({
  method: ['GET', 'POST'],
  url: '/:id',
  handler: async (request, reply) => {
    const { rows } = await pool.query<{ body: string }>('select body from bench_bodies where id = $1', [
      Number(request.params.id),
    ])
    return reply.header('content-type', 'application/json; charset=utf-8').send(rows[0]!.body)
  },
})
await app.listen({ port: Number(port), host: '127.0.0.1' })
console.log('listening')
