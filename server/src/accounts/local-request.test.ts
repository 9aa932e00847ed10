import { type AddressInfo, connect } from 'node:net'
import fc from 'fast-check'
import Fastify from 'fastify'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Arrival, isLocalRequest } from './local-request.ts'

const arrival = (changes: {
  from?: string | undefined
  host?: string
  headers?: Arrival['headers']
  httpVersion?: string
}): Arrival => ({
  socket: { remoteAddress: 'from' in changes ? changes.from : '127.0.0.1' },
  headers: { host: changes.host ?? 'localhost:8080', ...changes.headers },
  raw: { httpVersion: changes.httpVersion ?? '1.1' },
})

describe('a request of this machine', () => {
  it.each(['127.0.0.1', '127.8.0.2', '::1', '::ffff:127.0.0.1'])('comes from loopback: %s', (from) => {
    expect(isLocalRequest(arrival({ from }))).toBe(true)
  })

  it.each(['localhost', 'LOCALHOST:8080', '127.0.0.1:80', '127.0.0.2', '[::1]', '[::1]:5173'])(
    'names loopback as its host: %s',
    (host) => {
      expect(isLocalRequest(arrival({ host }))).toBe(true)
    },
  )

  it.each(['10.0.0.7', '192.168.0.1', '::ffff:10.0.0.7', 'fe80::1', '::', '0.0.0.0', '', undefined])(
    'does not come from another address: %s',
    (from) => {
      expect(isLocalRequest(arrival({ from }))).toBe(false)
    },
  )

  it.each([
    'evil.example',
    'localhost.evil.example',
    'evil.example:8080',
    '127.0.0.1.evil.example',
    'localhost@evil.example',
    'localhost, evil.example',
    'localhost.',
    '[::1].evil.example',
    '[::2]',
    '0.0.0.0',
    '10.0.0.7',
    '127.1',
    '2130706433',
    'localhost:8080:80',
    'localhost:http',
    ' localhost',
    '',
  ])('does not name another host, as a rebound name would be: «%s»', (host) => {
    expect(isLocalRequest(arrival({ host }))).toBe(false)
  })

  it('names its host', () => {
    expect(
      isLocalRequest({ headers: {}, socket: { remoteAddress: '127.0.0.1' }, raw: { httpVersion: '1.1' } }),
    ).toBe(false)
  })

  it.each([
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-proto',
    'x-forwarded-anything',
    'forwarded',
    'via',
    'x-real-ip',
    'x-client-ip',
    'true-client-ip',
    'cf-connecting-ip',
  ])('is brought by no proxy, even one that says it stands for loopback: %s', (name) => {
    expect(isLocalRequest(arrival({ headers: { [name]: '127.0.0.1' } }))).toBe(false)
    expect(isLocalRequest(arrival({ headers: { [name]: '' } }))).toBe(false)
  })

  it('is not HTTP/1.0, in which a proxy with no settings asks', () => {
    expect(isLocalRequest(arrival({ httpVersion: '1.0' }))).toBe(false)
  })

  it('is told by no header alone: from elsewhere, nothing that is sent helps', () => {
    fc.assert(
      fc.property(
        fc.ipV4().filter((address) => !address.startsWith('127.')),
        fc.dictionary(
          fc.constantFrom('host', 'x-forwarded-for', 'forwarded', 'origin', 'x-real-ip', 'authorization'),
          fc.constantFrom('127.0.0.1', 'localhost', '::1', 'for=127.0.0.1', 'http://localhost'),
        ),
        (from, headers) => {
          expect(isLocalRequest(arrival({ from, headers }))).toBe(false)
        },
      ),
    )
  })

  it('is known on a real connection, by its own server', async () => {
    const app = Fastify()
    onTestFinished(() => app.close())
    app.get('/', async (request) => ({ local: isLocalRequest(request) }))
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as AddressInfo
    const ask = (lines: string[]) =>
      new Promise<string>((resolve, reject) => {
        const socket = connect(port, '127.0.0.1', () => socket.end(`${lines.join('\r\n')}\r\n\r\n`))
        let text = ''
        socket.on('data', (piece) => {
          text += piece
        })
        socket.on('close', () => resolve(text))
        socket.on('error', reject)
      })
    const close = 'Connection: close'
    expect(await ask(['GET / HTTP/1.1', `Host: localhost:${port}`, close])).toContain('{"local":true}')
    expect(await ask(['GET / HTTP/1.1', 'Host: evil.example', close])).toContain('{"local":false}')
    expect(await ask(['GET / HTTP/1.0', `Host: 127.0.0.1:${port}`])).toContain('{"local":false}')
    // An absolute address in the first line does not stand in for the Host.
    const absolute = await ask(['GET http://localhost/ HTTP/1.1', 'Host: evil.example', close])
    expect(absolute).not.toContain('{"local":true}')
  })
})
