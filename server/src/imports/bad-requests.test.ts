import { readdir, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { newRegion, testApp } from '../../test/app.ts'
import type { ProblemBody } from '../platform/problem.ts'
import { processImport } from './process.ts'

const { app, db, ground } = await testApp()

interface Answer {
  status: number
  type: string
  text: string
  body: never
}

async function ask(
  method: string,
  url: string,
  options: { payload?: string | Buffer; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const response = await app.inject({ method: method as 'GET', url, ...options })
  const type = String(response.headers['content-type'] ?? '')
  const isJson = type.includes('json')
  return {
    status: response.statusCode,
    type,
    text: response.body,
    body: (isJson ? response.json() : undefined) as never,
  }
}

/** A refusal is a Problem in Russian with the number of the request, and says nothing about our insides. */
function expectProblem(answer: Answer, code?: string): void {
  expect(answer.type).toContain('application/problem+json')
  const problem = answer.body as ProblemBody
  if (code !== undefined) expect(problem.code).toBe(code)
  expect(problem.status).toBe(answer.status)
  expect(problem.requestId).toMatch(/^[0-9a-f-]{36}$/)
  expect(problem.title).toMatch(/[а-яё]/)
  if (problem.detail !== undefined) expect(problem.detail).toMatch(/[а-яё]{3}/)
  expect(answer.text).not.toMatch(
    /node_modules|\.ts:|\.js:|select |insert |constraint|Unexpected|Invalid |(?<!-)expected/,
  )
}

interface Form {
  fields?: Record<string, string>
  file?: { name: string; bytes: Buffer | string }
}

function multipart({ fields = {}, file }: Form) {
  const parts: Buffer[] = Object.entries(fields).map(([name, value]) =>
    Buffer.from(`--edge\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
  )
  if (file)
    parts.push(
      Buffer.from(
        `--edge\r\ncontent-disposition: form-data; name="file"; filename="${file.name}"\r\ncontent-type: text/csv\r\n\r\n`,
      ),
      Buffer.from(file.bytes as string),
      Buffer.from('\r\n'),
    )
  const payload = Buffer.concat([...parts, Buffer.from('--edge--\r\n')])
  return { payload, headers: { 'content-type': 'multipart/form-data; boundary=edge' } }
}

const upload = (regionId: number | string, form: Form) =>
  ask('POST', `/api/regions/${regionId}/imports`, multipart(form))

const table = (low: number) =>
  `Год;Класс;Предмет;Муниципалитет;Логин;ОО;Кол-во участников;2;3;4;5\n2025;5;Математика;Район;edu990001;Школа;100;${low};${60 - low};30;10\n`

test('no door of the server answers nonsense with a stack or a 500', async () => {
  await app.ready()
  const document = app.swagger() as unknown as { paths: Record<string, Record<string, unknown>> }
  const nonsense = ['0', '-1', '1.5', '99999999999', '1e400', 'NaN', 'абв', '%00', "1'--", 'x'.repeat(300)]
  const bodies = [
    '',
    '{',
    '[]',
    'null',
    '"\\u0000"',
    '{"__proto__":{"a":1}}',
    `{"a":${'['.repeat(500)}${']'.repeat(500)}}`,
  ]
  const queries = [
    'limit=99999999999',
    'offset=-1',
    'year=NaN',
    'year=20255',
    'text=%00',
    'state=x',
    'text=%F0%28',
    'year=99999999999',
  ]
  const seen: string[] = []
  const check = async (method: string, url: string, payload?: string) => {
    const json = { 'content-type': 'application/json' }
    const answer = await ask(method, url, payload === undefined ? {} : { payload, headers: json })
    try {
      if (answer.status >= 400) expectProblem(answer)
      if (answer.status >= 500) throw new Error('500')
    } catch (error) {
      seen.push(
        `${method} ${url.slice(0, 90)} ${(payload ?? '').slice(0, 30)} → ${(error as Error).message.slice(0, 120)} ${answer.text.slice(0, 200)}`,
      )
    }
  }
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const method of Object.keys(methods)) {
      for (const id of path.includes('{') ? nonsense : [''])
        await check(method.toUpperCase(), path.replace(/\{\w+\}/g, id))
      const url = path.replace(/\{\w+\}/g, '1')
      if (method === 'get') for (const query of queries) await check('GET', `${url}?${query}`)
      else for (const payload of bodies) await check(method.toUpperCase(), url, payload)
    }
  }
  expect(seen).toEqual([])
}, 60_000)

test('an upload that is not what it should be is refused in a sentence, and leaves nothing behind', async () => {
  const regionId = await newRegion(db)
  const good = { name: 'таблица.csv', bytes: table(20) }
  const refusals: [Promise<Answer>, number, RegExp][] = [
    [upload(regionId, { fields: { year: '2025' } }), 400, /Файл не передан/],
    [upload(regionId, { file: good }), 400, /учебный год/],
    [upload(regionId, { fields: { year: '20255' }, file: good }), 400, /учебный год/],
    [upload(regionId, { fields: { year: '2025', mapping: '{' }, file: good }), 422, /не JSON/],
    [upload(regionId, { fields: { year: '2025', mapping: '{"version":1}' }, file: good }), 422, /[Оо]писани/],
    [upload(999_999, { fields: { year: '2025' }, file: good }), 404, /нет/],
    [upload(regionId, { fields: { year: '2025', ['__proto__']: 'x' }, file: good }), 400, /./],
    [
      upload(regionId, {
        fields: { year: '2025' },
        file: { name: 'большой.csv', bytes: Buffer.alloc(10_000_001, 65) },
      }),
      413,
      /больше/,
    ],
    [
      ask('POST', `/api/regions/${regionId}/imports`, {
        payload: '{}',
        headers: { 'content-type': 'application/json' },
      }),
      400,
      /форм/,
    ],
    [
      ask('POST', `/api/regions/${regionId}/imports`, {
        payload: 'мусор',
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
      }),
      400,
      /./,
    ],
  ]
  for (const [asked, status, sentence] of refusals) {
    const answer = await asked
    expectProblem(answer)
    expect([answer.status, (answer.body as ProblemBody).detail]).toEqual([
      status,
      expect.stringMatching(sentence),
    ])
  }
  const cut = multipart({ fields: { year: '2025' }, file: good })
  expectProblem(
    await ask('POST', `/api/regions/${regionId}/imports`, { ...cut, payload: cut.payload.subarray(0, -60) }),
  )
  expect(await db.selectFrom('imports').select('id').where('region_id', '=', regionId).execute()).toEqual([])
  expect(await partsIn(ground.dataDir)).toEqual([])
})

test('a step that an import is not on is refused, whether asked twice or at once', async () => {
  const regionId = await newRegion(db)
  const form = { fields: { year: '2025', createSchools: 'true' }, file: { name: 'т.csv', bytes: table(21) } }
  const given = await upload(regionId, form)
  const { id } = given.body as { id: number }
  const act = (action: string, payload = '{}') =>
    ask('POST', `/api/imports/${id}/${action}`, { payload, headers: { 'content-type': 'application/json' } })
  expectProblem(await act('commit'), 'import/wrong-state')
  expectProblem(await act('undo'), 'import/wrong-state')
  await processImport(db, ground, id)
  const commits = await Promise.all([act('commit'), act('commit'), act('discard')])
  expect(commits.map((answer) => answer.status).sort()).toEqual([200, 409, 409])
  for (const answer of commits) if (answer.status !== 200) expectProblem(answer, 'import/wrong-state')
  await processImport(db, ground, id)
  expectProblem(await act('check'), 'import/wrong-state')
  const undone = await Promise.all([act('undo'), act('undo')])
  expect(undone.map((answer) => answer.status).sort()).toEqual([200, 409])
  for (const action of ['undo', 'commit', 'check', 'discard'])
    expectProblem(await act(action), 'import/wrong-state')
  for (const path of ['', '/problems', '/table'])
    expectProblem(await ask('GET', `/api/imports/999999${path}`), 'request/not-found')
})

test('a source file that is gone from the disk is said so', async () => {
  const regionId = await newRegion(db)
  const form = { fields: { year: '2025' }, file: { name: 'т.csv', bytes: table(22) } }
  const { id, sha256 } = (await upload(regionId, form)).body as { id: number; sha256: string }
  await rm(join(ground.dataDir, 'files', sha256))
  expectProblem(await ask('GET', `/api/imports/${id}/table`), 'import/file-unreadable')
  const row = await processImport(db, ground, id)
  expect(row).toMatchObject({ state: 'refused', problem: { code: 'import/file-unreadable' } })
})

test('an upload whose sender goes away leaves no file and no import, and the server goes on', async () => {
  const regionId = await newRegion(db)
  const address = new URL(await app.listen({ port: 0, host: '127.0.0.1' }))
  const { payload, headers } = multipart({
    fields: { year: '2025' },
    file: { name: 'т.csv', bytes: Buffer.alloc(3_000_000, 'x') },
  })
  const socket = connect(Number(address.port), '127.0.0.1')
  socket.write(
    `POST /api/regions/${regionId}/imports HTTP/1.1\r\nhost: localhost\r\ncontent-type: ${headers['content-type']}\r\ncontent-length: ${payload.length}\r\n\r\n`,
  )
  socket.write(payload.subarray(0, 2_000_000))
  await vi.waitFor(async () => expect((await partsIn(ground.dataDir)).length).toBe(1))
  socket.destroy()
  await vi.waitFor(async () => expect(await partsIn(ground.dataDir)).toEqual([]), { timeout: 5_000 })
  expect((await ask('GET', `/api/regions/${regionId}/imports`)).body).toEqual([])
})

const partsIn = async (dataDir: string) =>
  (await readdir(join(dataDir, 'files'))).filter((name) => name.startsWith('part'))
