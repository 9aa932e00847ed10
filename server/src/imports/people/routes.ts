import { z } from 'zod'
import { InviteBody } from '../../accounts/account-schemas.ts'
import { receiveFile } from '../../platform/files.ts'
import { groupBy } from '../../platform/group-by.ts'
import { defineRoute } from '../../platform/http.ts'
import { Problem } from '../../platform/problem.ts'
import { streamXlsx } from '../../platform/write-xlsx.ts'
import type { ImportGround } from '../commit-import.ts'
import { openTable } from '../read-table/open-table.ts'
import { type FoundLine, findPlaces } from './find-places.ts'
import { headerOf, MOST_PEOPLE, PEOPLE_COLUMNS, type PeopleColumn, readPeople } from './read-people.ts'

const SHOWN_PROBLEMS = 200

const PeoplePreview = z.object({
  /** One for each address, as POST /accounts/invite-many takes them. */
  people: z.array(InviteBody).max(MOST_PEOPLE),
  rows: z.array(
    z.object({
      rowNumber: z.number().int(),
      name: z.string(),
      email: z.string(),
      roleLabel: z.string(),
      placeName: z.string(),
    }),
  ),
  problems: z.array(
    z.object({
      rowNumber: z.number().int(),
      column: z.string().nullable(),
      given: z.string().nullable(),
      expected: z.string(),
    }),
  ),
  problemCount: z.number().int(),
})

/** A list of people as a workbook: its empty form, and what is understood of a filled one. Nothing of it is kept. */
export function peopleFileRoutes(ground: ImportGround, limits: { uploadBytes: number }) {
  return [
    defineRoute({
      method: 'GET',
      path: '/accounts/template',
      action: 'account.write',
      audited: 'people.template',
      summary: 'The empty list of people to invite',
      response: 'file',
      handle: async () => ({
        fileName: 'Приглашения.xlsx',
        contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        stream: streamXlsx([
          {
            name: 'Люди',
            preamble: [],
            columns: (Object.keys(PEOPLE_COLUMNS) as PeopleColumn[]).map((column) => ({
              header: headerOf(column),
              width: column === 'name' || column === 'school' ? 36 : 22,
            })),
            rows: [],
          },
        ]),
      }),
    }),
    defineRoute({
      method: 'POST',
      path: '/accounts/upload',
      action: 'account.write',
      summary: 'Read a list of people to invite and say what is understood; nobody is invited by this',
      response: PeoplePreview,
      upload: true,
      transaction: false,
      handle: async ({ db, actor, request }) => {
        const part = await request.file()
        if (part === undefined)
          throw new Problem('request/invalid', 'Файл не передан: выберите файл и повторите.')
        const fileName = part.filename.slice(0, 255)
        const sealed = await receiveFile(ground.dataDir, part.file, limits.uploadBytes)
        try {
          const read = await readPeople(await openTable({ ...sealed, fileName }), fileName)
          const { found, problems } = await findPlaces(db, actor, read.lines)
          const all = [...read.problems, ...problems].sort((a, b) => a.rowNumber - b.rowNumber)
          return {
            people: gather(found),
            rows: found,
            problems: all.slice(0, SHOWN_PROBLEMS),
            problemCount: all.length,
          }
        } finally {
          await sealed.discard()
        }
      },
    }),
  ]
}

/** Several rows of one address are one person with several roles. */
function gather(found: readonly FoundLine[]): z.infer<typeof InviteBody>[] {
  return [...groupBy(found, ({ email }) => email)].map(([email, [first, ...others]]) => ({
    email,
    name: first!.name,
    position: first!.position,
    phone: first!.phone,
    grants: [first!, ...others].map(({ grant }) => grant),
  }))
}
