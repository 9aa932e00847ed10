import type { IncomingHttpHeaders } from 'node:http'
import { isLoopback } from '../platform/loopback.ts'

/** What of a request tells where it comes from. A Fastify request fits. */
export interface Arrival {
  headers: IncomingHttpHeaders
  socket: { remoteAddress?: string | undefined }
  raw: { httpVersion: string }
}

/** Names that no foreign page can point at this machine: an address written out, or the one reserved name. */
const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i
/** What proxies write about whom they ask for. */
const PROXY_HEADER =
  /^(?:x-forwarded(?:-.+)?|forwarded|via|x-real-ip|x-client-ip|x-cluster-client-ip|true-client-ip|cf-.+)$/

/**
 * True when a person or a program of this very machine asks, directly. Only then may the local operator be meant.
 *
 * The connection must come from loopback (what headers say of the address is not believed), and the Host must be a name
 * of loopback: a foreign page that lets its own name point at 127.0.0.1 (DNS rebinding) sends that name. A proxy on this
 * machine connects from loopback too; it is known by the headers it adds, or by HTTP/1.0, in which nginx asks by default
 * and no browser does. A proxy set up to hide itself wholly cannot be told apart: whoever knows that there is one (a public
 * address is set, accounts exist) does not fall back on this.
 */
export function isLocalRequest({ headers, socket, raw }: Arrival): boolean {
  if (!isLoopback(socket.remoteAddress ?? '')) return false
  if (raw.httpVersion === '1.0') return false
  if (!LOOPBACK_HOST.test(headers.host ?? '')) return false
  return !Object.keys(headers).some((name) => PROXY_HEADER.test(name))
}
