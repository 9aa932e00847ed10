import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { openGround } from './ground.ts'
import { createLog } from './log.ts'

const { url } = await testDatabase()
const log = createLog('silent')

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'traektoria-ground-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'data')
}

test('an empty folder becomes a migrated database of its own', async () => {
  const ground = await openGround({ dataDir: await newFolder(), databaseUrl: undefined, log })
  expect(await ground.db.selectFrom('regions').selectAll().execute()).toEqual([])
  expect(ground.joined).toBe(false)
  await ground.close()
})

test('DATABASE_URL takes the place of the embedded server', async () => {
  const dataDir = await newFolder()
  const ground = await openGround({ dataDir, databaseUrl: url, log })
  expect(await ground.db.selectFrom('regions').selectAll().execute()).toEqual([])
  await ground.close()
})

test.each([
  ['/nowhere', /такой базы на сервере нет/],
  ['', /неверное имя или пароль/],
])('an address that does not work is said in one sentence (%s)', async (path, sentence) => {
  const wrong = new URL(url)
  if (path) wrong.pathname = path
  else wrong.password = 'guess'
  const opening = openGround({ dataDir: await newFolder(), databaseUrl: wrong.href, log })
  await expect(opening).rejects.toThrow(sentence)
})

test('an address where nobody listens is said in one sentence', async () => {
  const opening = openGround({
    dataDir: await newFolder(),
    databaseUrl: 'postgresql://a:b@127.0.0.1:1/c',
    log,
  })
  await expect(opening).rejects.toThrow(/никто не отвечает/)
})
