import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Encoded answers of the pages asked for most; a region's list of a thousand schools is one of them. */
const KEPT_BYTES = 64_000_000
const GZIP_FROM = 2_048
const compress = promisify(gzip)

interface KeptAnswer {
  version: string
  etag: string
  plain: Buffer
  zipped: Buffer | undefined
}

/**
 * Answers that are functions of who asks, what for, and the version of the data: made and encoded once, sent as bytes
 * until anything changes. Those who ask for the same at once wait for one of them.
 */
export function createKeptAnswers() {
  const kept = new Map<string, KeptAnswer>()
  const inWork = new Map<string, Promise<KeptAnswer>>()
  let bytes = 0

  const drop = (key: string) => {
    bytes -= sizeOf(kept.get(key))
    kept.delete(key)
  }
  const keep = (key: string, answer: KeptAnswer) => {
    drop(key)
    kept.set(key, answer)
    bytes += sizeOf(answer)
    for (const oldest of kept.keys()) {
      if (bytes <= KEPT_BYTES) break
      drop(oldest)
    }
  }

  return {
    /** @param make the answer as JSON text, asked for where none of this version is kept */
    async get(key: string, version: string, make: () => Promise<string>): Promise<KeptAnswer> {
      const known = kept.get(key)
      return known?.version === version ? known : once(key, version, make)
    },
  }

  async function once(key: string, version: string, make: () => Promise<string>): Promise<KeptAnswer> {
    const id = `${version} ${key}`
    const begun = inWork.get(id)
    if (begun) return begun
    const work = encode(version, make)
    inWork.set(id, work)
    try {
      const answer = await work
      keep(key, answer)
      return answer
    } finally {
      inWork.delete(id)
    }
  }
}

/** Sends the bytes, or only says that the browser has them already. */
export function sendKept(request: FastifyRequest, reply: FastifyReply, answer: KeptAnswer): FastifyReply {
  reply
    .header('etag', answer.etag)
    .header('cache-control', 'private, no-cache')
    .header('vary', 'accept-encoding')
  if (request.headers['if-none-match'] === answer.etag) return reply.code(304).send()
  reply.header('content-type', 'application/json; charset=utf-8')
  const isZipped = answer.zipped && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
  return isZipped
    ? reply.header('content-encoding', 'gzip').send(answer.zipped)
    : reply.header('content-encoding', 'identity').send(answer.plain)
}

async function encode(version: string, make: () => Promise<string>): Promise<KeptAnswer> {
  const plain = Buffer.from(await make())
  const zipped = plain.length < GZIP_FROM ? undefined : await compress(plain)
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`
  return { version, etag, plain, zipped }
}

const sizeOf = (answer: KeptAnswer | undefined) =>
  answer === undefined ? 0 : answer.plain.length + (answer.zipped?.length ?? 0)
