/**
 * Who may do what, told once more from the table of the domain's first chapter and not from the table of the product: by people
 * and not by actions, places as paths and not as three columns. Where the two disagree, a test says so and a person decides.
 */

/** From the installation down: [], [region], [region, municipality], [region, municipality, school]. */
export type Path = readonly number[]

export interface Held {
  role: string
  at: Path
}

/**
 * `there`: in the place of the grant and below it. `near`: also asked of a place that the grant's lies in, where what is answered
 * is the part that is theirs. A word with a star stands for every action that begins so.
 */
const PEOPLE: Record<string, { there: string[]; near: string[] }> = {
  // Everything, while nobody has an account; in a part of the installation, what is near for anybody is near for them.
  operator: { there: ['*'], near: [] },
  // Accounts and settings; no data of schools.
  administrator: {
    there: ['audit.check', 'system.read', 'region.create'],
    near: ['audit.read', 'account.*', 'place.read', 'methodology.read'],
  },
  // The region: files, rules, lists, papers, and who works in it.
  'regional-coordinator': {
    there: [
      ...[
        'place.write',
        'match.*',
        'import.*',
        'mapping.*',
        'region.read',
        'municipality.read',
        'what-if.read',
      ],
      ...['methodology.write', 'list.write', 'list.approve', 'school.read', 'document.*', 'quality.*'],
    ],
    near: [
      'audit.read',
      ...['account.*', 'place.read', 'identification.read', 'methodology.read', 'list.read', 'school.find'],
      ...['export.read', 'document.find', 'document.start'],
    ],
  },
  // The own municipality: its page, its schools, its papers; of the region's lists the own schools.
  'municipal-coordinator': {
    there: [
      ...['municipality.read', 'school.read', 'document.read', 'document.write', 'document.sign'],
      'home.municipality',
    ],
    near: [
      ...['place.read', 'identification.read', 'methodology.read', 'list.read', 'school.find', 'export.read'],
      ...['document.find', 'document.start'],
    ],
  },
  // The schools attached to them.
  curator: {
    there: ['school.read'],
    near: ['place.read', 'identification.read', 'methodology.read', 'school.find', 'home.curator'],
  },
  // The own school, whose numbers they may take away.
  'school-team': {
    there: ['school.read', 'home.school'],
    near: ['place.read', 'identification.read', 'methodology.read', 'school.find', 'export.read'],
  },
  // Documents assigned to them, which there are none of yet.
  expert: { there: [], near: ['place.read', 'methodology.read', 'home.expert'] },
  // What is granted, read only.
  observer: {
    there: ['region.read', 'municipality.read', 'school.read', 'home.municipality'],
    near: ['place.read', 'identification.read', 'methodology.read', 'school.find'],
  },
  // Whoever signed in has a name and a password of their own.
  person: { there: ['profile.*', 'notification.*'], near: ['profile.*', 'notification.*'] },
}

/** Doors that stand open: signs of life, who I am, signing in. */
const EVERYBODY = ['health.read', 'session.read', 'login.write']
/** Only a person has a profile, and a first screen by their role: who works without an account has none. */
const PERSONAL = /^(profile|notification)\./
const FIRST_SCREEN = /^home\./
/** Whoever sees schools may put a star on them. */
const STARS = /^watch\./
/** Whoever holds a role may look for what they may see. */
const FOR_EVERY_ROLE = ['search.read']

const NEAR_FOR_ANYBODY = Object.values(PEOPLE).flatMap(({ near }) => near)

const named = (actions: readonly string[], action: string): boolean =>
  actions.some((one) => (one.endsWith('*') ? action.startsWith(one.slice(0, -1)) : one === action))

const liesIn = (inner: Path, outer: Path): boolean => outer.every((id, depth) => inner[depth] === id)

export function mayDo(held: readonly Held[], action: string, where: Path): boolean {
  if (EVERYBODY.includes(action)) return true
  return held.some(({ role, at }) => {
    const duties = PEOPLE[role]
    if (!duties || (PERSONAL.test(action) && role !== 'person')) return false
    if (PERSONAL.test(action)) return true
    if (FIRST_SCREEN.test(action) && role === 'operator') return false
    if (FOR_EVERY_ROLE.includes(action)) return role !== 'person'
    if (STARS.test(action)) return SEES_SCHOOLS.has(role)
    const near = role === 'operator' ? NEAR_FOR_ANYBODY : duties.near
    const isNear = named(near, action) && (liesIn(where, at) || liesIn(at, where))
    return isNear || (named(duties.there, action) && liesIn(where, at))
  })
}

/** Whether the oracle has a word on it at all: a new action must be told here, too. */
export const isTold = (action: string): boolean =>
  EVERYBODY.includes(action) ||
  FOR_EVERY_ROLE.includes(action) ||
  STARS.test(action) ||
  Object.entries(PEOPLE).some(
    ([role, { there, near }]) => role !== 'operator' && (named(there, action) || named(near, action)),
  )

const SEES_SCHOOLS = new Set([
  'operator',
  'regional-coordinator',
  'municipal-coordinator',
  'curator',
  'school-team',
  'observer',
])

export const seesSchool = (held: readonly Held[], school: Path): boolean =>
  held.some(({ role, at }) => SEES_SCHOOLS.has(role) && liesIn(school, at))

/** Those who answer for a school: everybody who sees it but an observer. */
export const seesExactly = (held: readonly Held[], school: Path): boolean =>
  held.some(({ role, at }) => SEES_SCHOOLS.has(role) && role !== 'observer' && liesIn(school, at))
