import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { generateRegion } from '../../test/generated-region.ts'
import { type Held, isTold, mayDo, type Path, seesExactly, seesSchool } from '../../test/roles-oracle.ts'
import { seedProcedures } from '../results/procedure-queries.ts'
import {
  ACTIONS,
  can,
  canSomewhere,
  exactSchools,
  GRANTED_ROLES,
  LOCAL_OPERATOR,
  makeActor,
  type PlaceRef,
  seesAllExactly,
  visibleSchools,
} from './access.ts'
import { rolesPage } from './roles-table.ts'

const { db } = await testDatabase()
await seedProcedures(db)
const regions = [
  await generateRegion(db, 'access-a', { municipalities: 3, schools: 3 }),
  await generateRegion(db, 'access-b', { municipalities: 3, schools: 3 }),
  await generateRegion(db, 'access-c', { municipalities: 2, schools: 2 }),
]

const actions = Object.keys(ACTIONS)
const roles = [...GRANTED_ROLES, 'operator', 'person']
/** Every place there is, and some that are not. */
const places: Path[] = [
  [],
  ...regions.flatMap(({ id, municipalities }): Path[] => [
    [id],
    ...municipalities.flatMap((municipality): Path[] => [
      [id, municipality.id],
      ...municipality.schools.map((school) => [id, municipality.id, school]),
    ]),
  ]),
  [999_999],
  [999_999, 999_999, 999_999],
]

const refOf = (path: Path): PlaceRef => ({
  regionId: path[0] ?? null,
  municipalityId: path[1] ?? null,
  schoolId: path[2] ?? null,
})
const actorOf = (held: readonly Held[]) =>
  makeActor(
    'generated',
    'generated',
    held.map(({ role, at }) => ({ role, ...refOf(at) })),
  )

const anyHeld = fc.array(
  fc.record({ role: fc.constantFrom(...roles, 'teacher', 'mentor', ''), at: fc.constantFrom(...places) }),
  { maxLength: 4 },
)

test('every action is told by the oracle, too', () => {
  expect(actions.filter((action) => !isTold(action))).toEqual([])
})

test('whoever holds whatever roles in whatever places may do there what the domain says, and nothing more', () => {
  fc.assert(
    fc.property(anyHeld, fc.constantFrom(...actions), fc.constantFrom(...places), (held, action, where) => {
      expect(can(actorOf(held), action, refOf(where))).toBe(mayDo(held, action, where))
    }),
    { numRuns: 50_000 },
  )
})

test('one grant decides as the oracle does in every single place, for every role and action', () => {
  for (const role of roles)
    for (const at of places)
      for (const action of actions)
        for (const where of places) {
          const held = [{ role, at }]
          if (can(actorOf(held), action, refOf(where)) !== mayDo(held, action, where))
            expect.fail(`${role} at [${at}] ${action} in [${where}]`)
        }
})

test('more grants never take anything away', () => {
  fc.assert(
    fc.property(
      ...([anyHeld, anyHeld, fc.constantFrom(...actions), fc.constantFrom(...places)] as const),
      (held, more, action, where) => {
        const place = refOf(where)
        if (can(actorOf(held), action, place))
          expect(can(actorOf([...held, ...more]), action, place)).toBe(true)
      },
    ),
    { numRuns: 5_000 },
  )
})

test('what one may do in a place, one may do somewhere; an action that is not declared is nobody’s', () => {
  fc.assert(
    fc.property(anyHeld, fc.constantFrom(...actions), fc.constantFrom(...places), (held, action, where) => {
      const actor = actorOf(held)
      if (can(actor, action, refOf(where))) expect(canSomewhere(actor, action)).toBe(true)
      expect(can(actor, `${action}x`, refOf(where))).toBe(false)
      expect(canSomewhere(actor, 'toString')).toBe(false)
    }),
  )
})

test('an action that is not in the table is nobody’s, whatever its name and wherever it is asked for', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.constantFrom('toString', '__proto__', 'constructor', 'school.read ')),
      fc.constantFrom(...places),
      (action, where) => {
        fc.pre(!Object.hasOwn(ACTIONS, action))
        expect(can(LOCAL_OPERATOR, action, refOf(where))).toBe(false)
        expect(canSomewhere(LOCAL_OPERATOR, action)).toBe(false)
      },
    ),
  )
})

test('the schools of every list are those that the oracle lets the person see, and the exact ones those they answer for', async () => {
  const schools = places.filter((path) => path.length === 3 && path[0] !== 999_999)
  const pathOf = new Map(schools.map((path) => [path[2]!, path]))
  await fc.assert(
    fc.asyncProperty(anyHeld, async (held) => {
      const actor = actorOf(held)
      const { rows } = await sql<{ id: number; isVisible: boolean; isExact: boolean }>`
        select s.id, ${visibleSchools(actor, sql.ref('s.id'))} as "isVisible", ${exactSchools(actor, sql.ref('s.id'))} as "isExact"
        from schools s`.execute(db)
      expect(rows).toHaveLength(schools.length)
      for (const { id, isVisible, isExact } of rows) {
        expect(isVisible).toBe(seesSchool(held, pathOf.get(id)!))
        expect(isExact).toBe(seesExactly(held, pathOf.get(id)!))
      }
      for (const { id } of regions)
        if (seesAllExactly(actor, refOf([id])))
          for (const path of schools) if (path[0] === id) expect(seesExactly(held, path)).toBe(true)
    }),
    { numRuns: 700 },
  )
})

test('the reviewed page of roles is what the table says; npm run generate writes it', async () => {
  const page = await readFile(new URL('../../../docs/security/roles.md', import.meta.url), 'utf8')
  expect(page).toBe(rolesPage())
})
