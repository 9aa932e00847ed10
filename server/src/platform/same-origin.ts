import type { IncomingHttpHeaders } from 'node:http'

const READS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * True for a request that another site's page makes in the name of whoever looks at it (CSRF), which is to be refused.
 *
 * A browser says by itself where a request was born: Sec-Fetch-Site on https and on loopback, Origin with every writing
 * request. A program that is no browser says neither; it brings no cookie by accident, so it may write without one.
 * Readings are refused only where they are built into a foreign page; a link followed from one is a person's own step.
 * @param publicOrigin the origin people see where a proxy changes the Host, e.g. https://shnor.region.example
 */
export function isForeign(
  { method, headers }: { method: string; headers: IncomingHttpHeaders },
  publicOrigin?: string,
): boolean {
  const site = headers['sec-fetch-site']
  if (READS.has(method))
    return (
      site !== undefined &&
      site !== 'same-origin' &&
      site !== 'none' &&
      headers['sec-fetch-mode'] !== 'navigate'
    )
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  if (headers.origin !== undefined) return !isOwn(headers.origin, headers.host, publicOrigin)
  return headers.cookie !== undefined
}

function isOwn(origin: string, host: string | undefined, publicOrigin: string | undefined): boolean {
  if (origin === publicOrigin) return true
  if (host === undefined || !URL.canParse(origin)) return false
  return new URL(origin).host === host.toLowerCase()
}
