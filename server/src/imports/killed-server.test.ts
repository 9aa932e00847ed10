import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { startCommand } from '../../test/command.ts'
import { openGround } from '../commands/open-ground.ts'
import { readConfig } from '../platform/config.ts'
import { createLog } from '../platform/log.ts'

function longTable(rows: number): string {
  const lines = ['Год;Класс;Предмет;Муниципалитет;Логин;ОО;Кол-во участников;2;3;4;5']
  for (let row = 0; row < rows; row++) {
    const school = Math.floor(row / 8)
    const work = ['Математика', 'Русский язык', 'История', 'Биология'][row % 4]
    const login = `edu99${String(school).padStart(4, '0')}`
    lines.push(
      `2025;${5 + (Math.floor(row / 4) % 2)};${work};Район ${school % 9};${login};Школа № ${school};100;20;40;30;10`,
    )
  }
  return lines.join('\n')
}

interface Server {
  address: string
  kill(): Promise<void>
  end(): Promise<number | null>
}

async function serve(data: string): Promise<Server> {
  const command = startCommand(['serve', '--no-demo', '--port', '0', '--data', data], { LOG_LEVEL: 'error' })
  let text = ''
  command.process.stdout!.on('data', (piece) => {
    text += piece
  })
  let isOver = false
  void command.ended.then(() => {
    isOver = true
  })
  for (;;) {
    const address = /http:\/\/\S+/.exec(text)?.[0]
    const end = async () => {
      command.process.kill('SIGTERM')
      return (await command.ended).code
    }
    if (address) return { address, kill: command.kill, end }
    if (isOver) throw new Error(`the server ended: ${text}${(await command.ended).stderr}`)
    await sleep(20)
  }
}

interface Import {
  id: number
  state: string
  problem: { detail: string } | null
}

async function ask(url: string, method = 'GET', body?: FormData | string): Promise<Import> {
  const headers = typeof body === 'string' ? { 'content-type': 'application/json' } : undefined
  const answer = await fetch(url, {
    method,
    ...(body === undefined ? {} : { body }),
    ...(headers ? { headers } : {}),
  })
  if (!answer.ok) throw new Error(await answer.text())
  return (await answer.json()) as Import
}

async function untilState(url: string, state: string): Promise<Import> {
  for (let waited = 0; waited < 60_000; waited += 50) {
    const found = await ask(url)
    if (found.state === state) return found
    if (found.state === 'refused') throw new Error(found.problem?.detail)
    await sleep(50)
  }
  throw new Error(`the import did not become ${state}`)
}

test('a server killed while it checks and while it commits goes on with both when it is started again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'traektoria-killed-server-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const data = join(folder, 'data')
  // Held open, so that PostgreSQL outlives the killed servers.
  const ground = await openGround(readConfig({ dataDir: data }, {}), createLog('silent'))
  onTestFinished(ground.close)
  const region = await ground.db
    .insertInto('regions')
    .values({ code: '99', name: 'Область' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const state = async () => (await ground.db.selectFrom('imports').select('state').executeTakeFirst())?.state

  const first = await serve(data)
  const form = new FormData()
  form.append('year', '2025')
  form.append('createSchools', 'true')
  form.append('file', new Blob([longTable(8_000)]), 'т.csv')
  const { id } = await ask(`${first.address}/api/regions/${region.id}/imports`, 'POST', form)
  while ((await state()) === 'received') await sleep(5)
  expect(await state()).toBe('checking')
  await first.kill()

  const second = await serve(data)
  await untilState(`${second.address}/api/imports/${id}`, 'checked')
  await ask(`${second.address}/api/imports/${id}/commit`, 'POST', '{}')
  // The job has renamed the file or is about to.
  while (
    (await state()) === 'committing' &&
    (await readdir(join(data, 'results')).catch(() => [])).length === 0
  )
    await sleep(5)
  await second.kill()
  expect(['committing', 'committed']).toContain(await state())

  const third = await serve(data)
  await untilState(`${third.address}/api/imports/${id}`, 'committed')
  const counts = await ground.db.selectFrom('school_procedure_counts').select('is_active').execute()
  expect(counts.filter(({ is_active }) => is_active).length).toBe(8_000)
  expect(await readdir(join(data, 'staging'))).toEqual([])
  expect(await third.end()).toBe(0)
}, 180_000)
