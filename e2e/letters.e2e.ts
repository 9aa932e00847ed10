import Excel from 'exceljs'
import type { Page } from 'playwright-core'
import PostalMime from 'postal-mime'
import { expect, it } from 'vitest'
import { smtpServer } from '../server/test/smtp.ts'
import { findBarriers, isWiderThanScreen, settle, visit } from './harness.ts'
import { loadResults, ownServer, post } from './own-server.ts'

const PASSWORD = 'лиловый трамвай идёт домой'
const OTHER_PASSWORD = 'зелёный троллейбус едет в парк'

const OURS = 'МБОУ СОШ № 7'
const THEIRS = 'МБОУ Чужедальская ООШ'
const SCHOOLS = [
  { place: 'Лесной район', login: 'edu970001', name: OURS },
  { place: 'Полевой район', login: 'edu970002', name: THEIRS },
]
const RESULTS = [
  'Год;Класс;Предмет;Муниципалитет;Логин;ОО;Кол-во участников;2;3;4;5',
  ...SCHOOLS.flatMap(({ place, login, name }) =>
    ['Математика', 'Русский язык'].map((subject) =>
      [2025, 5, subject, place, login, name, 20, 45, 35, 15, 5].join(';'),
    ),
  ),
].join('\n')

/** The list as a coordinator keeps it: two schools, and a row with a role that there is none of. */
async function peopleXlsx(): Promise<Buffer> {
  const book = new Excel.Workbook()
  book.addWorksheet('Люди').addRows([
    ['ФИО', 'Почта', 'Роль', 'Муниципалитет', 'Школа'],
    ['Белова Софья Ильинична', 'belova@school.example', 'Школьная команда', 'Лесной район', OURS],
    ['Чижов Борис Петрович', 'chizhov@school.example', 'Школьная команда', 'Полевой район', THEIRS],
    ['Лишний Пётр', 'lishniy@school.example', 'Директор', 'Лесной район', OURS],
  ])
  return Buffer.from(await book.xlsx.writeBuffer())
}

type Letters = Awaited<ReturnType<typeof smtpServer>>['received']

/** The last letter to somebody, and the page of our own that its link opens. */
async function letterTo(received: Letters, address: string, subject: RegExp): Promise<string> {
  let link = ''
  await expect
    .poll(
      async () => {
        for (const { raw } of received.filter(({ to }) => to.includes(address))) {
          const mail = await PostalMime.parse(raw)
          if (subject.test(mail.subject ?? '')) link = /https?:\/\/\S+/.exec(mail.text ?? '')?.[0] ?? ''
        }
        return link
      },
      { timeout: 30_000, interval: 200 },
    )
    .not.toBe('')
  return new URL(link.replace(/\.$/, '')).pathname
}

async function accept(page: Page, link: string): Promise<void> {
  await page.goto(link)
  await settle(page)
  await page.getByLabel('Пароль', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Начать работу' }).click()
  await page.getByRole('button', { name: /ваши страницы$/ }).waitFor()
  await settle(page)
}

const ask = <T>(page: Page, path: string): Promise<{ status: number; body: T }> =>
  page.evaluate(async (address) => {
    const answer = await fetch(`/api${address}`)
    return { status: answer.status, body: await answer.json() }
  }, path) as Promise<{ status: number; body: T }>

/** What the search of the top bar shows for a text. */
async function search(page: Page, text: string): Promise<string[]> {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: /^Школа, район/ }).fill(text)
  await page.waitForTimeout(400)
  await page.waitForLoadState('networkidle')
  const found = await page.getByRole('listbox', { name: 'Найденное' }).getByRole('option').allInnerTexts()
  await page.keyboard.press('Escape')
  return found
}

it('a coordinator invites by a list, a school comes in by its letter, sees its own alone, and sets a forgotten password anew', {
  timeout: 240_000,
}, async () => {
  const { received, port } = await smtpServer()
  const address = await ownServer({
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    MAIL_FROM: 'Траектория <noreply@oblast.example>',
  })
  const first = await visit('/', 'wide', { address })
  const { id: region } = await post<{ id: number }>(first, '/regions', {
    ...{ code: '97', name: 'Озёрная область', nameGenitive: null, namePrepositional: null },
  })
  await loadResults(first, region, 'ВПР 2025.csv', RESULTS)
  await post(first, '/accounts', {
    ...{ email: 'rita@oblast.example', name: 'Соколова Рита' },
    grants: [{ role: 'administrator' }, { role: 'regional-coordinator', regionId: region }],
  })

  const rita = await visit('/', 'wide', { address })
  await accept(rita, await letterTo(received, 'rita@oblast.example', /^Приглашение/))
  await rita.goto('/people')
  await settle(rita)
  await rita.getByRole('button', { name: 'Пригласить списком' }).click()
  await rita
    .getByLabel('Файл Excel или csv')
    .setInputFiles({ name: 'Школы.xlsx', mimeType: 'application/octet-stream', buffer: await peopleXlsx() })
  const dialog = rita.getByRole('dialog')
  await dialog.getByText('Не подошло в файле: 1').waitFor()
  await dialog.getByText('строка 4, «Роль»').waitFor()
  expect(await findBarriers(rita)).toEqual([])
  await dialog.getByRole('button', { name: 'Пригласить 2 человек' }).click()
  await dialog.getByText('Письма со ссылками отправлены').waitFor()
  await dialog.getByRole('button', { name: 'Готово' }).click()
  await rita.getByRole('heading', { name: '3 человека' }).waitFor()

  const school = await visit('/password', 'phone', {
    address,
    told: 'ApiProblem: Такой страницы или записи нет',
  })
  await accept(school, await letterTo(received, 'belova@school.example', /^Приглашение/))
  await school.getByRole('heading', { level: 1 }).getByText('включена в перечень').waitFor()
  expect(await isWiderThanScreen(school)).toBe(false)
  expect(await findBarriers(school)).toEqual([])
  expect((await school.locator('main').innerText()).includes(THEIRS)).toBe(false)

  // Nothing of another's: search, addresses, drop-downs, exports.
  expect((await search(school, 'Чужедальская')).length).toBe(0)
  expect((await search(school, 'СОШ № 7')).join(' ')).toContain(OURS)
  const { body: all } = await ask<{ schools: { id: number; name: string }[] }>(
    rita,
    `/regions/${region}/schools`,
  )
  const foreign = all.schools.find(({ name }) => name === THEIRS)!.id
  expect((await ask(school, `/schools/${foreign}?year=2025`)).status).toBe(404)
  await school.goto(`/regions/${region}/schools/${foreign}`)
  await school.getByRole('alert').waitFor()
  const { body: own } = await ask<{ total: number }>(school, `/regions/${region}/schools`)
  expect(own.total).toBe(1)
  const { body: rows } = await ask<{ count: number }>(
    school,
    `/regions/${region}/exports/preview?table=results`,
  )
  expect(rows.count).toBe(2)
  const csv = await school.evaluate(
    async (id) => (await fetch(`/api/regions/${id}/exports?table=results&format=csv`)).text(),
    region,
  )
  expect(csv).toContain(OURS)
  expect(csv).not.toContain(THEIRS)
  for (const path of ['/schools', '/registry']) {
    await school.goto(`/regions/${region}${path}`)
    await settle(school)
    expect(await school.locator('main').innerText(), path).not.toContain('Полевой')
  }

  // The password is forgotten: by the page, the letter and its link back to one's own school.
  await school.getByRole('button', { name: /ваши страницы$/ }).click()
  await school.getByRole('button', { name: 'Выйти' }).click()
  await school.getByRole('link', { name: 'Забыли пароль?' }).click()
  await school.getByLabel('Почта').fill('belova@school.example')
  await school.getByRole('button', { name: 'Прислать ссылку' }).click()
  await school.getByRole('heading', { name: 'Проверьте почту' }).waitFor()
  await school.goto(await letterTo(received, 'belova@school.example', /парол/i))
  await settle(school)
  expect(await findBarriers(school)).toEqual([])
  await school.getByLabel('Новый пароль').fill(OTHER_PASSWORD)
  await school.getByRole('button', { name: 'Записать пароль' }).click()
  await school.getByRole('link', { name: 'Войти' }).click()
  await school.getByLabel('Почта').fill('belova@school.example')
  await school.getByLabel('Пароль', { exact: true }).fill(PASSWORD)
  await school.getByRole('button', { name: 'Войти', exact: true }).click()
  await school.getByText('Почта или пароль не подошли').waitFor()
  await school.getByLabel('Пароль', { exact: true }).fill(OTHER_PASSWORD)
  await school.getByRole('button', { name: 'Войти', exact: true }).click()
  await school.getByRole('heading', { level: 1 }).getByText('включена в перечень').waitFor()
  await settle(school)
})
