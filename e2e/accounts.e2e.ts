import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { totpOf } from '../server/test/sign-in.ts'
import { demoRegion, findBarriers, isWiderThanScreen, settle, visit } from './harness.ts'

const PASSWORD = 'лиловый трамвай идёт домой'

async function fillLogin(page: Page, email: string, password: string) {
  await page.getByLabel('Почта').fill(email)
  await page.getByLabel('Пароль', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Войти', exact: true }).click()
}

async function leave(page: Page) {
  await page.getByRole('button', { name: /ваши страницы$/ }).click()
  await page.getByRole('button', { name: 'Выйти' }).click()
  await page.waitForURL('**/login')
  await settle(page)
}

/** Invites an expert, as the coordinator who is signed in. @returns the link */
async function inviteByPage(page: Page, email: string, name: string): Promise<string> {
  await page.getByRole('button', { name: 'Пригласить', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Фамилия, имя, отчество').fill(name)
  await dialog.getByLabel('Почта').fill(email)
  await dialog.getByLabel('Роль').selectOption('expert')
  await dialog.getByRole('button', { name: 'Пригласить' }).click()
  await dialog.getByText('Передайте эту ссылку лично').waitFor()
  expect(await findBarriers(page)).toEqual([])
  return new URL(await dialog.locator('code').innerText()).pathname
}

it('a wrong password is told beside the field, the right one opens the page that was asked for, and one leaves', async () => {
  const { id } = await demoRegion()
  const page = await visit(`/regions/${id}/quality`, 'wide', { as: 'nobody' })
  await page.getByRole('heading', { name: 'Войдите, чтобы продолжить' }).waitFor()
  expect(await findBarriers(page)).toEqual([])
  await fillLogin(page, 'region@demo.example', 'не тот пароль совсем')
  await page.getByText('Почта или пароль не подошли').waitFor()
  expect(await page.getByLabel('Пароль', { exact: true }).getAttribute('aria-invalid')).toBe('true')
  await page.getByRole('button', { name: /^Войти как региональный координатор/ }).click()
  await page.getByRole('navigation', { name: 'Разделы', exact: true }).waitFor()
  expect(new URL(page.url()).pathname).toBe(`/regions/${id}/quality`)
  await settle(page)

  // The session ends elsewhere: the next request leads to the login page, the address stays.
  await page.context().clearCookies()
  await page.getByRole('link', { name: 'Школы', exact: true }).click()
  await page.getByRole('heading', { name: 'Войдите, чтобы продолжить' }).waitFor()
  expect(new URL(page.url()).pathname).toBe(`/regions/${id}/schools`)
  await page.getByRole('button', { name: /^Войти как наблюдатель/ }).click()
  await page.getByRole('navigation', { name: 'Разделы', exact: true }).waitFor()
  expect(new URL(page.url()).pathname).toBe(`/regions/${id}/schools`)
  await leave(page)
  await page.getByRole('heading', { name: 'Войдите, чтобы продолжить' }).waitFor()
})

it('an invited person sets a password, sets up the second factor and comes in with it', {
  timeout: 240_000,
}, async () => {
  const email = `novikova-${Date.now()}@shkola.example`
  const page = await visit('/people')
  const link = await inviteByPage(page, email, 'Новикова Анна Петровна')
  await page.getByRole('button', { name: 'Готово' }).click()
  await page.getByText('приглашение отправлено').first().waitFor()

  const guest = await visit(link, 'phone', { as: 'nobody' })
  await guest.getByRole('heading', { name: 'Вас пригласили в «Траекторию»' }).waitFor()
  expect(await findBarriers(guest)).toEqual([])
  expect(await isWiderThanScreen(guest)).toBe(false)
  await guest.getByLabel('Пароль', { exact: true }).fill('короткий')
  await guest.getByRole('button', { name: 'Начать работу' }).click()
  await guest.getByText('Пароль короче').waitFor()
  await guest.getByLabel('Пароль', { exact: true }).fill(PASSWORD)
  await guest.getByRole('button', { name: 'Начать работу' }).click()
  await guest.waitForURL('**/expert**')

  await guest.goto('/profile')
  await settle(guest)
  expect(await findBarriers(guest)).toEqual([])
  expect(await isWiderThanScreen(guest)).toBe(false)
  await guest.getByRole('button', { name: 'Настроить' }).click()
  await guest.getByLabel('Ваш пароль').fill(PASSWORD)
  await guest.getByRole('button', { name: 'Дальше' }).click()
  await guest.getByText('Камеры под рукой нет').click()
  const address = (await guest.getByRole('link', { name: /^otpauth:/ }).getAttribute('href'))!
  await guest.getByLabel('Код, который показывает приложение').fill(totpOf(address))
  await guest.getByRole('button', { name: 'Проверить код' }).click()
  const list = guest.getByRole('list', { name: 'Коды восстановления' })
  await list.waitFor()
  const codes = await list.locator('code').allInnerTexts()
  expect(codes.length).toBeGreaterThan(5)
  expect(await findBarriers(guest)).toEqual([])
  await guest.getByRole('button', { name: 'Коды сохранены' }).click()
  await guest.getByText('включён', { exact: true }).waitFor()

  await leave(guest)
  await fillLogin(guest, email, PASSWORD)
  await guest.getByLabel('Код из приложения').fill('000000')
  await guest.getByRole('button', { name: 'Войти', exact: true }).click()
  await guest.getByText('Код не подошёл').waitFor()
  expect(await findBarriers(guest)).toEqual([])
  await guest.getByRole('button', { name: 'У меня код восстановления' }).click()
  await guest.getByLabel('Код восстановления').fill(codes[0]!)
  await guest.getByRole('button', { name: 'Войти', exact: true }).click()
  await guest.waitForURL('**/expert**')

  // Spent: nobody else comes in by it.
  const late = await visit(link, 'wide', { as: 'nobody' })
  await late.getByText('Ссылка уже использована или устарела').waitFor()

  // Cleared away: the other journeys count people, too.
  await page.reload()
  await page.getByRole('link', { name: 'Новикова Анна Петровна' }).first().click()
  await settle(page)
  expect(await findBarriers(page)).toEqual([])
  await page.getByRole('button', { name: 'Закрыть', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Закрыть запись' }).click()
  await page.getByText('закрыта', { exact: true }).waitFor()
})
