import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { runCommand } from '../../test/command.ts'
import bryansk2020 from '../identification/methodologies/bryansk-2020.json' with { type: 'json' }
import ks2BelowExpected from '../identification/methodologies/ks2-below-expected.json' with { type: 'json' }
import order847 from '../identification/methodologies/order-847.json' with { type: 'json' }
import { publishedSchemas } from './published-schemas.ts'

const schemas = publishedSchemas()
type Name = keyof typeof schemas

/** What a reader who has only the published file would say. */
const check = (name: Name, document: unknown) =>
  z.fromJSONSchema(JSON.parse(JSON.stringify(schemas[name]))).safeParse(document)

describe('published schemas', () => {
  it.each(Object.keys(schemas) as Name[])('docs/schemas/%s is what the code says', async (name) => {
    const text = `${JSON.stringify(schemas[name], null, 2)}\n`
    await expect(text).toMatchFileSnapshot(`../../../docs/schemas/${name}`)
  })

  it.each([order847, bryansk2020, ks2BelowExpected])('methodology $id fits', (methodology) => {
    expect(check('methodology.schema.json', methodology).error?.issues ?? []).toEqual([])
    const rule = { id: 'one', title: 'Один', kind: 'by-eye' }
    const broken = { ...methodology, lists: [{ ...methodology.lists[0], rule }] }
    expect(check('methodology.schema.json', broken).success).toBe(false)
  })

  it('what the commands really print fits, and a broken document does not', {
    timeout: 120_000,
  }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'traektoria-schemas-'))
    try {
      const data = ['--data', join(folder, 'data')]
      const file = join(folder, 'таблица.csv')
      const row = (subject: string, school: string) => `2025;5;${subject};Заозёрский район;${school}`
      const rows = [
        row('Математика', 'edu990001;Школа № 1;20;40;40;10;10'),
        row('Русский язык', 'edu990001;Школа № 1;20;40;40;10;10'),
        row('Математика', 'edu990002;Школа № 2;21;x;50;25;25'),
        row('Русский язык', 'edu990002;Школа № 2;2;0;50;50;0'),
      ]
      const header = 'Год;Класс;Предмет;Муниципалитет;Логин;ОО;Кол-во участников;2;3;4;5'
      await writeFile(file, [header, ...rows, ''].join('\n'))
      const run = async (...args: string[]) => {
        const { code, stdout, stderr } = await runCommand([...args, ...data])
        expect(stderr).not.toContain('Error')
        return { code, json: JSON.parse(stdout) as Record<string, unknown> }
      }
      const imported = await run('import', file, '--year', '2025', '--create-schools', '--json')
      expect(imported.code).toBe(0)
      expect(check('import.schema.json', imported.json).error?.issues ?? []).toEqual([])
      const identified = await run('identify', '--year', '2025', '--json')
      expect(check('identify.schema.json', identified.json).error?.issues ?? []).toEqual([])
      expect(identified.json.schools).toHaveLength(2)
      const explained = await run('explain', 'edu990001', '--year', '2025', '--json')
      expect(check('explain.schema.json', explained.json).error?.issues ?? []).toEqual([])
      expect(explained.json).toMatchObject({ version: 1, year: 2025, status: 'listed' })
      for (const [name, document] of [
        ['import.schema.json', imported.json],
        ['identify.schema.json', identified.json],
        ['explain.schema.json', explained.json],
      ] as const) {
        expect(check(name, { ...document, laterField: 1 }).success).toBe(true)
        expect(check(name, { ...document, version: 2 }).success).toBe(false)
      }
      expect(check('explain.schema.json', { ...explained.json, status: 'fine' }).success).toBe(false)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
