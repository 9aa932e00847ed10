import { expect, test } from 'vitest'
import { INSTALLATION, LOCAL_OPERATOR, makeActor, NOBODY } from '../accounts/access.ts'
import { firstScreensOf } from './screens.ts'

const grant = (role: string, regionId: number | null, municipalityId?: number, schoolId?: number) => ({
  role,
  regionId,
  municipalityId: municipalityId ?? null,
  schoolId: schoolId ?? null,
})
const screensOf = (...grants: ReturnType<typeof grant>[]) => firstScreensOf(makeActor('p', 'Кто-то', grants))

test('each role opens its own first screen', () => {
  expect(screensOf(grant('regional-coordinator', 1))).toEqual([
    { kind: 'region', regionId: 1, municipalityId: null, schoolId: null },
  ])
  expect(screensOf(grant('municipal-coordinator', 1, 2))).toEqual([
    { kind: 'municipality', regionId: 1, municipalityId: 2, schoolId: null },
  ])
  expect(screensOf(grant('school-team', 1, 2, 3))).toEqual([
    { kind: 'school', regionId: 1, municipalityId: 2, schoolId: 3 },
  ])
  expect(screensOf(grant('expert', 1))).toMatchObject([{ kind: 'expert', regionId: 1 }])
  expect(screensOf(grant('administrator', null))).toMatchObject([{ kind: 'health', ...INSTALLATION }])
})

test('a curator of several schools has one screen for each region', () => {
  expect(screensOf(grant('curator', 1, 2, 3), grant('curator', 1, 2, 4), grant('curator', 9, 8, 7))).toEqual([
    { kind: 'curator', regionId: 1, municipalityId: null, schoolId: null },
    { kind: 'curator', regionId: 9, municipalityId: null, schoolId: null },
  ])
})

test('an observer sees the first screen of the place they observe', () => {
  expect(screensOf(grant('observer', 1)).map(({ kind }) => kind)).toEqual(['region'])
  expect(screensOf(grant('observer', 1, 2)).map(({ kind }) => kind)).toEqual(['municipality'])
})

test('several roles give several screens, the widest first', () => {
  const kinds = screensOf(grant('school-team', 1, 2, 3), grant('regional-coordinator', 4)).map(
    ({ kind }) => kind,
  )
  expect(kinds).toEqual(['region', 'school'])
})

test('the local operator has every region and the health of the system; nobody has nothing', () => {
  expect(firstScreensOf(LOCAL_OPERATOR).map(({ kind, regionId }) => [kind, regionId])).toEqual([
    ['region', null],
    ['health', null],
  ])
  expect(firstScreensOf(NOBODY)).toEqual([])
})
