import { expect, test } from 'vitest'
import { routesOf } from '../../app.ts'
import { CHANGE_WORDS } from '../../platform/audit-words.ts'
import { accessOf } from '../../platform/audited.ts'

const routes = routesOf({
  version: '',
  ground: {} as never,
  uploadBytes: 0,
  demo: () => ({ state: 'none', done: 0, total: 0 }),
})
const named = routes.map((route) => ({ route, name: `${route.method} ${route.path}` }))

/** What each writing route leaves in `changes`, as reviewed; a sentence where it writes nothing that lasts. */
const WRITES: Record<string, readonly (keyof typeof CHANGE_WORDS)[] | string> = {
  'POST /regions': ['region.create'],
  'PUT /regions/:regionId': ['region.change'],
  'PUT /municipalities/:municipalityId/forms': ['municipality.forms'],
  'POST /schools/:schoolId/rename': ['school.rename'],
  'POST /schools/:schoolId/close': ['school.close'],
  'POST /schools/:schoolId/reopen': ['school.reopen'],
  'POST /schools/:schoolId/merge': ['school.merge'],
  'POST /regions/:regionId/imports': ['import.receive'],
  'POST /imports/:importId/check': ['import.check'],
  'POST /imports/:importId/commit': ['import.commit'],
  'POST /imports/:importId/undo': ['import.undo'],
  'POST /imports/:importId/discard': ['import.discard'],
  'POST /regions/:regionId/mappings': ['mapping.save'],
  'POST /regions/:regionId/registry/preview': 'reads the file and says what would change',
  'POST /regions/:regionId/registry/commit': ['place.import-registry', 'school.update'],
  'POST /regions/:regionId/official-clusters': ['cluster.import-official'],
  'POST /regions/:regionId/source-schools/match': ['match.many'],
  'DELETE /regions/:regionId/match-decisions/:decisionId': ['match.many-undo'],
  'POST /source-schools/:sourceSchoolId/match': ['match.set'],
  'POST /source-schools/:sourceSchoolId/create': ['place.create-from-sources'],
  'DELETE /source-schools/:sourceSchoolId/match': ['match.remove'],
  'POST /regions/:regionId/predecessors': ['school.predecessor'],
  'POST /regions/:regionId/predecessors/undo': ['school.predecessor-undo'],
  'POST /regions/:regionId/comparability-breaks': ['comparability.break'],
  'DELETE /regions/:regionId/comparability-breaks/:procedure/:schoolYear': ['comparability.restore'],
  'PUT /regions/:regionId/mark-scales': ['mark-scale.set'],
  'POST /regions/:regionId/identification/xlsx': 'a workbook of what is on the screen',
  'POST /regions/:regionId/methodologies': ['methodology.create'],
  'POST /regions/:regionId/methodologies/versions/:id/withdraw': ['methodology.withdraw'],
  'POST /regions/:regionId/methodologies/versions/:id/restore': ['methodology.restore'],
  'POST /regions/:regionId/what-if': 'a rule is tried, nothing is kept',
  'POST /regions/:regionId/what-if/sensitivity': 'a rule is tried, nothing is kept',
  'POST /regions/:regionId/what-if/draft': ['methodology.create', 'list.create'],
  'POST /lists/:listId/decisions': ['list.decide'],
  'POST /regions/:regionId/lists': ['list.create'],
  'PUT /lists/:listId/entries/:schoolId': ['list.decide'],
  'POST /lists/:listId/review': ['list.review'],
  'POST /lists/:listId/reopen': ['list.reopen'],
  'POST /lists/:listId/cancel': ['list.cancel'],
  'POST /lists/:listId/approve': ['list.approve'],
  'POST /regions/:regionId/documents': ['document.create'],
  'PUT /documents/:documentId/text': ['document.edit'],
  'PUT /documents/:documentId/letterhead': ['document.letterhead'],
  'POST /documents/:documentId/refresh': ['document.refresh'],
  'POST /documents/:documentId/sign': ['document.sign'],
  'POST /documents/:documentId/discard': ['document.discard'],
  'POST /notifications/read': 'what a person has read of their own',
  'PUT /notifications/settings': 'how a person wants to be told',
  'POST /watched': 'what a person keeps an eye on',
  'POST /accounts': ['account.create'],
  'POST /accounts/invite-many': ['account.create', 'account.grant'],
  'POST /accounts/upload': 'reads the file and says what is understood',
  'PUT /accounts/:userId': ['account.edit'],
  'POST /accounts/:userId/grants': ['account.grant'],
  'DELETE /accounts/:userId/grants/:grantId': ['account.revoke'],
  'POST /accounts/:userId/close': ['account.close'],
  'POST /accounts/:userId/open': ['account.open'],
  'PUT /second-factor-roles': ['account.require-second-factor'],
  'POST /invitations/:token': ['account.accept'],
  'POST /audit/check': 'leaves its result among the checks of the chain',
  'PUT /regions/:regionId/quality/rules/:rule': ['quality.set-rule'],
  'PUT /regions/:regionId/quality/follow-ups': ['quality.follow-up'],
}

test('of every writing route it is known what it writes into the log of changes', () => {
  const writing = named.filter(({ route }) => route.method !== 'GET').map(({ name }) => name)
  expect(writing.filter((name) => !Object.hasOwn(WRITES, name))).toEqual([])
})

test('every action of a change is written by some route or is named as written elsewhere', () => {
  // What people do to their own account is recorded where it is done, in accounts/.
  const isElsewhere = (action: string) => action === 'audit.retain' || action.startsWith('account.')
  const written = new Set<string>([
    ...Object.values(WRITES).flatMap((words) => (typeof words === 'string' ? [] : words)),
  ])
  expect(Object.keys(CHANGE_WORDS).filter((action) => !isElsewhere(action) && !written.has(action))).toEqual(
    [],
  )
})

test('a route that gives a file has its own words in the journal', () => {
  const bare = named.filter(({ route }) => accessOf(route)?.action === 'file.take')
  expect(bare.map(({ name }) => name)).toEqual([])
})

test('a route that is asked of one school has its own words in the journal', () => {
  const bare = named.filter(({ route }) => accessOf(route)?.action === 'school.look')
  expect(bare.map(({ name }) => name)).toEqual([])
})

/** Reads that nobody's journal needs: no result and no finding of a single school is in them. As reviewed. */
const UNTOLD = [
  'GET /audit/summary',
  'GET /notifications',
  'GET /notifications/settings',
  'GET /watched',
  'GET /documents/:documentId/changes',
  'GET /documents/kinds',
  'GET /health',
  'GET /municipalities/:municipalityId/charts/:chart',
  'GET /ready',
  'GET /regions',
  'GET /regions/:regionId/account-schools',
  'GET /regions/:regionId/charts/:chart',
  'GET /regions/:regionId/documents',
  'GET /regions/:regionId/expert',
  'GET /regions/:regionId/exports/preview',
  'GET /regions/:regionId/imports',
  'GET /regions/:regionId/lists',
  'GET /regions/:regionId/mappings',
  'GET /regions/:regionId/methodologies',
  'GET /regions/:regionId/methodologies/:reference/controls',
  'GET /regions/:regionId/methodologies/:reference/versions',
  'GET /regions/:regionId/municipalities',
  'GET /regions/:regionId/predecessors',
  'GET /regions/:regionId/procedures',
  'GET /regions/:regionId/schools',
  'GET /regions/:regionId/source-schools',
  'GET /regions/:regionId/source-schools/likely',
  'GET /search',
  'GET /session',
  'GET /system',
]

test('a read that is not told in the journal is one that was looked at and left out', () => {
  const untold = named.filter(({ route }) => !accessOf(route)).map(({ name }) => name)
  expect(untold.filter((name) => !UNTOLD.includes(name))).toEqual([])
})
