import { createHmac } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { LOCAL_OPERATOR } from '../src/accounts/access.ts'
import type { GrantRequest } from '../src/accounts/grants.ts'
import { acceptInvitation, invitePerson } from '../src/accounts/invitations.ts'
import { type Db, inTransaction } from '../src/platform/db.ts'

export const PASSWORD = 'лиловый трамвай идёт домой'
const LETTERS = { publicUrl: 'http://localhost', sendsMail: false }

/** Somebody who was invited with these roles and has set a password: the way everybody comes in. */
export async function newAccount(
  db: Db,
  email: string,
  name: string,
  grants: GrantRequest[],
): Promise<string> {
  return inTransaction(db, async (tx) => {
    const { userId, link } = await invitePerson(
      tx,
      LOCAL_OPERATOR,
      { email, name, grants },
      LETTERS,
      '2020-01-01',
    )
    if (link) await acceptInvitation(tx, link.split('/').at(-1)!, { password: PASSWORD, name })
    return userId
  })
}

/** A browser: keeps the cookies that it is given and sends them back. */
export function newBrowser(app: FastifyInstance, address = '127.0.0.1') {
  const cookies = new Map<string, string>()
  return {
    cookies,
    async call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) {
      const response = await app.inject({
        method,
        url: `/api${path}`,
        remoteAddress: address,
        headers: {
          'sec-fetch-site': 'same-origin',
          cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        },
        ...(body === undefined ? {} : { payload: body as object }),
      })
      for (const cookie of response.cookies) {
        if (cookie.maxAge === 0 || cookie.value === '') cookies.delete(cookie.name)
        else cookies.set(cookie.name, encodeURIComponent(cookie.value))
      }
      const isJson = String(response.headers['content-type']).includes('json')
      return {
        status: response.statusCode,
        body: (isJson ? response.json() : response.body) as never,
        response,
      }
    },
  }
}

/** Signs somebody in. */
export async function signIn(app: FastifyInstance, email: string, password = PASSWORD) {
  const browser = newBrowser(app)
  const { status, body } = await browser.call('POST', '/login', { email, password })
  if (status !== 200) throw new Error(JSON.stringify(body))
  return browser
}

/** The code that an authenticator shows (RFC 6238: SHA-1, six digits, thirty seconds). */
export function totpOf(address: string, at = Date.now()): string {
  const secret = decodeBase32(new URL(address).searchParams.get('secret')!)
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)))
  const digest = createHmac('sha1', secret).update(counter).digest()
  const offset = digest.at(-1)! & 15
  return String((digest.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, '0')
}

function decodeBase32(text: string): Buffer {
  const bits = [...text.replace(/=+$/, '')]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}
