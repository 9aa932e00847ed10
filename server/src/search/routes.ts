import { z } from 'zod'
import { defineRoute } from '../platform/http.ts'
import { findEverywhere, SearchAnswer } from './find.ts'

export function searchRoutes() {
  return [
    defineRoute({
      method: 'GET',
      path: '/search',
      action: 'search.read',
      summary: 'Schools, municipalities, lists, documents and people that the person may see',
      query: { text: z.string().trim().max(200) },
      response: SearchAnswer,
      handle: ({ query, db, actor }) => findEverywhere(db, actor, query.text),
    }),
  ]
}
