import type { FastifyReply, FastifyRequest } from 'fastify'

/** The headers of a request as the library reads them. */
export function headersOf(request: FastifyRequest): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  // What a stranger writes there would stand in the list of sessions; the real address is the server's business.
  headers.set('x-forwarded-for', request.ip)
  return headers
}

export interface AuthAnswer {
  ok: boolean
  status: number
  body: Record<string, unknown>
}

/** Passes the cookies of an answer of the library on to the browser and reads its body. */
export async function takeAnswer(response: Response, reply: FastifyReply): Promise<AuthAnswer> {
  const cookies = response.headers.getSetCookie()
  if (cookies.length > 0) reply.header('set-cookie', cookies)
  const text = await response.text()
  const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown> | null)
  return { ok: response.ok, status: response.status, body: body ?? {} }
}
