import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isForeign } from './same-origin.ts'

const write = (headers: Record<string, string>, method = 'POST', publicOrigin?: string) =>
  isForeign({ method, headers: { host: 'shnor.example', ...headers } }, publicOrigin)

describe('a writing request', () => {
  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'QUERY', 'post'])(
    'from a foreign page is refused: %s',
    (method) => {
      expect(write({ 'sec-fetch-site': 'cross-site' }, method)).toBe(true)
      expect(write({ origin: 'https://evil.example' }, method)).toBe(true)
    },
  )

  it('from another name of the same domain is foreign too', () => {
    expect(write({ 'sec-fetch-site': 'same-site' })).toBe(true)
    expect(write({ origin: 'https://other.shnor.example' })).toBe(true)
  })

  it('of our own page passes', () => {
    expect(write({ 'sec-fetch-site': 'same-origin', cookie: 'a=b' })).toBe(false)
    expect(write({ origin: 'https://shnor.example', cookie: 'a=b' })).toBe(false)
    expect(write({ origin: 'http://shnor.example:8080', host: 'shnor.example:8080' })).toBe(false)
    expect(write({ origin: 'http://SHNOR.example', host: 'Shnor.Example' })).toBe(false)
  })

  it('of our own page passes where the proxy asks under another host', () => {
    const headers = { origin: 'https://shnor.example', host: '127.0.0.1:8080', cookie: 'a=b' }
    expect(write(headers)).toBe(true)
    expect(write(headers, 'POST', 'https://shnor.example')).toBe(false)
    expect(write({ ...headers, origin: 'https://shnor.example.evil' }, 'POST', 'https://shnor.example')).toBe(
      true,
    )
  })

  it('of a program that is no browser passes without a cookie and only so', () => {
    expect(write({})).toBe(false)
    expect(write({ cookie: 'a=b' })).toBe(true)
  })

  it.each([
    'null',
    '',
    'shnor.example',
    'file://',
    'https://',
    'https://shnor.example@evil.example',
    'about:blank',
  ])('with an origin that is no address of ours is refused: «%s»', (origin) => {
    expect(write({ origin })).toBe(true)
  })

  it('is told by the browser first: a foreign Sec-Fetch-Site is not outweighed by anything', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('cross-site', 'same-site', 'Same-Origin ', 'anything', ''),
        fc.dictionary(
          fc.constantFrom('origin', 'cookie', 'referer', 'sec-fetch-mode', 'x-requested-with'),
          fc.constantFrom('https://shnor.example', 'navigate', 'XMLHttpRequest'),
        ),
        (site, headers) => {
          expect(write({ ...headers, 'sec-fetch-site': site }, 'POST', 'https://shnor.example')).toBe(true)
        },
      ),
    )
  })
})

describe('a reading request', () => {
  it('that a foreign page builds into itself is refused', () => {
    for (const mode of ['no-cors', 'cors', 'websocket'])
      expect(write({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': mode }, 'GET')).toBe(true)
  })

  it('by a link followed from elsewhere passes', () => {
    expect(write({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }, 'GET')).toBe(false)
    expect(write({ 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }, 'GET')).toBe(false)
  })

  it('of our own page, and of a program, passes', () => {
    expect(write({ 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', cookie: 'a=b' }, 'GET')).toBe(
      false,
    )
    expect(write({ cookie: 'a=b' }, 'GET')).toBe(false)
  })
})
