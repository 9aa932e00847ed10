import { sql } from 'kysely'
import { z } from 'zod'
import { recordChange } from '../platform/changes.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { type Actor, defineRoute } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { GRANTED_ROLES, INSTALLATION } from './access.ts'
import {
  GrantBody,
  InviteAnswer,
  InviteBody,
  InviteManyAnswer,
  InviteManyBody,
  LinkAnswer,
  PeoplePage,
  Person,
  PersonBody,
  SecondFactorRoles,
} from './account-schemas.ts'
import type { Auth } from './auth.ts'
import { requirePlace } from './authorise.ts'
import {
  addGrant,
  endGrant,
  requireAdministrator,
  requireAnotherAdministrator,
  tellGranted,
} from './grants.ts'
import { invitePerson, type Letters, sendInvitation } from './invitations.ts'
import { getPerson, listPeople, type PersonRow, requireOwnPerson } from './people.ts'
import { grantableRoles, mayGrant, ROLES } from './roles.ts'
import { SECOND_FACTOR_ROLES } from './sessions.ts'

const userParams = { userId: z.string().max(100) }
const LABELS = {
  invited: 'приглашение отправлено',
  active: 'работает',
  disabled: 'закрыта',
} satisfies Record<PersonRow['state'], string>

/** People and what they are granted, for those who answer for a place. */
export function accountRoutes({ auth, letters, clock }: { auth: Auth; letters: Letters; clock: Clock }) {
  const today = () => clock().toISOString().slice(0, 10)
  return [
    defineRoute({
      method: 'GET',
      path: '/accounts',
      action: 'account.read',
      summary: 'People of my places and their roles',
      query: {
        text: z.string().max(200).optional(),
        role: z.enum(GRANTED_ROLES).optional(),
        limit: z.coerce.number().int().min(1).max(500).default(50),
        offset: z.coerce.number().int().min(0).default(0),
      },
      response: PeoplePage,
      handle: async ({ db, actor, query }) => {
        const { total, people } = await listPeople(db, actor, query)
        return {
          total,
          people: people.map((person) => toPerson(person, actor)),
          grantable: grantableRoles(actor).map((role) => {
            const { label, about, places } = ROLES[role]
            return { role, label, about, places: [...places] }
          }),
          sendsMail: letters.sendsMail,
        }
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/accounts',
      action: 'account.write',
      summary: 'Invite a person with their roles; somebody who has an account is given the roles',
      body: InviteBody,
      response: InviteAnswer,
      handle: async ({ db, actor, body, requestId }) => {
        const { userId, isKnown, link } = await invitePerson(db, actor, body, letters, today(), requestId)
        if (actor.role === 'operator') await requireAdministrator(db, today())
        return { person: toPerson(await getPerson(db, actor, userId), actor), isKnown, link }
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/accounts/invite-many',
      action: 'account.write',
      summary: 'Invite everybody of a list that was read before: all of them, or nobody',
      body: InviteManyBody,
      response: InviteManyAnswer,
      handle: async ({ db, actor, body, requestId }) => {
        const links: z.infer<typeof InviteManyAnswer>['links'] = []
        let known = 0
        for (const person of body.people) {
          const { isKnown, link } = await invitePerson(db, actor, person, letters, today(), requestId)
          if (isKnown) known++
          if (link !== null) links.push({ email: person.email, name: person.name, link })
        }
        if (actor.role === 'operator') await requireAdministrator(db, today())
        return { invited: body.people.length - known, known, links }
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/accounts/:userId',
      action: 'account.read',
      summary: 'One person',
      params: userParams,
      response: Person,
      handle: async ({ db, actor, params }) => toPerson(await getPerson(db, actor, params.userId), actor),
    }),
    defineRoute({
      method: 'PUT',
      path: '/accounts/:userId',
      action: 'account.write',
      summary: 'Name, position and telephone of a person',
      params: userParams,
      body: PersonBody,
      response: Person,
      handle: async ({ db, actor, params, body, requestId }) => {
        const { name, position, phone } = await requireOwnPerson(db, actor, params.userId)
        await db.updateTable('users').set(body).where('id', '=', params.userId).execute()
        await noteAccount(
          db,
          actor,
          'account.edit',
          params.userId,
          requestId,
          { name, position, phone },
          body,
        )
        return toPerson(await getPerson(db, actor, params.userId), actor)
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/accounts/:userId/grants',
      action: 'account.write',
      summary: 'Give a role in a place, with its first and last day',
      params: userParams,
      body: GrantBody,
      response: Person,
      handle: async ({ db, actor, params, body, requestId }) => {
        await requireThere(db, params.userId)
        await addGrant(db, actor, params.userId, body, today(), requestId)
        await tellGranted(db, actor, params.userId, body)
        return toPerson(await getPerson(db, actor, params.userId), actor)
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/accounts/:userId/grants/:grantId',
      action: 'account.write',
      summary: 'Take a role back from today on',
      params: { ...userParams, grantId: z.coerce.number().int() },
      response: Person,
      handle: async ({ db, actor, params, requestId }) => {
        await getPerson(db, actor, params.userId)
        await endGrant(db, actor, params.userId, params.grantId, today(), requestId)
        return toPerson(await getPerson(db, actor, params.userId), actor)
      },
    }),
    ...(['close', 'open'] as const).map((move) =>
      defineRoute({
        method: 'POST',
        path: `/accounts/:userId/${move}`,
        action: 'account.write',
        summary:
          move === 'close' ? 'Close an account: its sessions end at once' : 'Open a closed account again',
        params: userParams,
        response: Person,
        handle: async ({ db, actor, params, requestId }) => {
          const { state } = await requireOwnPerson(db, actor, params.userId)
          if (params.userId === actor.id)
            throw new Problem('request/conflict', 'Свою учётную запись закрыть нельзя.')
          if (move === 'close') {
            await requireAnotherAdministrator(db, params.userId)
            await db.deleteFrom('sessions').where('user_id', '=', params.userId).execute()
          }
          const disabledAt = move === 'close' ? sql<Date>`now()` : null
          await db
            .updateTable('users')
            .set({ disabled_at: disabledAt })
            .where('id', '=', params.userId)
            .execute()
          await noteAccount(db, actor, `account.${move}`, params.userId, requestId, { state })
          return toPerson(await getPerson(db, actor, params.userId), actor)
        },
      }),
    ),
    defineRoute({
      method: 'POST',
      path: '/accounts/:userId/link',
      action: 'account.write',
      summary: 'A new link: an invitation for who never came in, a new password for who forgot it',
      params: userParams,
      response: LinkAnswer,
      handle: async ({ db, actor, params }) => {
        const person = await requireOwnPerson(db, actor, params.userId)
        if (person.state === 'disabled')
          throw new Problem('request/conflict', 'Учётная запись закрыта: сначала откройте её.')
        if (person.state === 'invited') return { link: await sendInvitation(db, actor, person.id, letters) }
        if (!letters.sendsMail)
          throw new Problem(
            'request/conflict',
            'Почта не настроена. Ссылку для нового пароля выдаёт команда traektoria account link на сервере.',
          )
        await auth.api.requestPasswordReset({ body: { email: person.email } })
        return { link: null }
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/second-factor-roles',
      action: 'account.read',
      summary: 'Roles that must have a second factor',
      response: SecondFactorRoles,
      handle: async ({ db }) => ({ roles: await readStrictRoles(db) }),
    }),
    defineRoute({
      method: 'PUT',
      path: '/second-factor-roles',
      action: 'account.write',
      summary: 'Which roles must have a second factor; without it they are let in to set it up only',
      body: SecondFactorRoles,
      response: SecondFactorRoles,
      handle: async ({ db, actor, body, requestId }) => {
        requirePlace(actor, 'region.create', INSTALLATION)
        const before = await readStrictRoles(db)
        await sql`insert into installation (key, value) values (${SECOND_FACTOR_ROLES}, ${JSON.stringify(body.roles)}::jsonb)
          on conflict (key) do update set value = excluded.value, set_at = now()`.execute(db)
        await recordChange(db, {
          actor: actor.id,
          action: 'account.require-second-factor',
          subjectKind: 'installation',
          subjectId: SECOND_FACTOR_ROLES,
          before,
          after: body.roles,
          requestId,
        })
        return body
      },
    }),
  ]
}

function toPerson({ isWhollyOwn, ...person }: PersonRow, actor: Actor): z.input<typeof Person> {
  return {
    ...person,
    mayEdit: isWhollyOwn,
    stateLabel: LABELS[person.state],
    grants: person.grants.map((grant) => ({
      ...grant,
      label: ROLES[grant.role].label,
      mayEnd: grant.isActive && mayGrant(actor, grant.role, grant),
    })),
  }
}

async function requireThere(db: Db, userId: string): Promise<void> {
  const known = await db.selectFrom('users').select('id').where('id', '=', userId).executeTakeFirst()
  if (!known) throw new Problem('account/not-found')
}

async function readStrictRoles(db: Db): Promise<z.infer<typeof SecondFactorRoles>['roles']> {
  const row = await db
    .selectFrom('installation')
    .select('value')
    .where('key', '=', SECOND_FACTOR_ROLES)
    .executeTakeFirst()
  return SecondFactorRoles.shape.roles.parse(row?.value ?? [])
}

const noteAccount = (
  db: Db,
  actor: Actor,
  action: 'account.edit' | 'account.close' | 'account.open',
  userId: string,
  requestId: string,
  before?: unknown,
  after?: unknown,
) =>
  recordChange(db, {
    actor: actor.id,
    action,
    subjectKind: 'account',
    subjectId: userId,
    before,
    after,
    requestId,
  })
