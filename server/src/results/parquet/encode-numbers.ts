import type { ByteSink } from './byte-sink.ts'

/** A run shorter than this costs more than its numbers in bits. */
const SHORTEST_RUN = 16
const GROUP = 8
const BLOCK = 128
const MINIBLOCK = 32

/** Bits that hold a whole number from 0 on. */
export const bitsOf = (value: number): number =>
  value < 2 ** 32 ? 32 - Math.clz32(Math.max(value, 0)) : 64 - Math.clz32(Math.floor(value / 2 ** 32))

/**
 * Parquet's RLE/bit-packing hybrid (https://parquet.apache.org/docs/file-format/data-pages/encodings, `RLE`): runs of one
 * number, and numbers of `width` bits in groups of eight.
 * @param width at most 24
 */
export function encodeHybrid(sink: ByteSink, values: Int32Array, count: number, width: number): void {
  const runFrom = (from: number, atMost: number): number => {
    const value = values[from]
    let at = from + 1
    const end = Math.min(count, from + atMost)
    while (at < end && values[at] === value) at++
    return at - from
  }
  let at = 0
  while (at < count) {
    const run = runFrom(at, count)
    if (run >= SHORTEST_RUN || at + run === count) {
      writeRun(sink, values[at]!, run, width)
      at += run
      continue
    }
    const from = at
    do at += GROUP
    while (at < count && runFrom(at, SHORTEST_RUN) < SHORTEST_RUN)
    const groups = (at - from) / GROUP
    sink.varint(groups * 2 + 1)
    packBits(sink, values, from, Math.min(at, count), groups * GROUP, width)
    at = Math.min(at, count)
  }
}

/** The same of numbers known by their runs. */
export interface Runs {
  values: number[]
  lengths: number[]
}

export function encodeRuns(sink: ByteSink, { values, lengths }: Runs, width: number): void {
  values.forEach((value, at) => {
    writeRun(sink, value, lengths[at]!, width)
  })
}

function writeRun(sink: ByteSink, value: number, length: number, width: number): void {
  sink.varint(length * 2)
  for (let shift = 0; shift < width; shift += 8) sink.byte((value >>> shift) & 255)
}

/** Numbers of `width` ≤ 24 bits, the lowest bit first; zeros after `to`, until `count` numbers are written. */
function packBits(
  sink: ByteSink,
  values: Int32Array,
  from: number,
  to: number,
  count: number,
  width: number,
): void {
  const bytes = (count * width) / 8
  const buffer = sink.reserve(bytes)
  let place = sink.size
  const end = place + bytes
  let held = 0
  let bits = 0
  for (let at = from; at < to; at++) {
    held |= values[at]! << bits
    bits += width
    while (bits >= 8) {
      buffer[place++] = held & 255
      held >>>= 8
      bits -= 8
    }
  }
  if (bits > 0) buffer[place++] = held
  buffer.fill(0, place, end)
  sink.advance(bytes)
}

/**
 * Parquet's DELTA_BINARY_PACKED: the first number, then differences in blocks. Numbers that grow by one take no room.
 * @param values whole, |value| ≤ 2⁵⁰
 */
export function encodeDeltas(sink: ByteSink, values: ArrayLike<number>, count: number): void {
  for (const setting of [BLOCK, BLOCK / MINIBLOCK, count]) sink.varint(setting)
  sink.zigzag(count === 0 ? 0 : values[0]!)
  const deltas = new Float64Array(BLOCK)
  const widths = new Uint8Array(BLOCK / MINIBLOCK)
  let previous = values[0]!
  for (let from = 1; from < count; from += BLOCK) {
    const size = Math.min(BLOCK, count - from)
    let least = Number.POSITIVE_INFINITY
    let most = Number.NEGATIVE_INFINITY
    for (let at = 0; at < size; at++) {
      const value = values[from + at]!
      const delta = value - previous
      previous = value
      deltas[at] = delta
      if (delta < least) least = delta
      if (delta > most) most = delta
    }
    sink.zigzag(least)
    widths.fill(0)
    if (most > least)
      for (let at = 0; at < size; at++) {
        deltas[at]! -= least
        const width = bitsOf(deltas[at]!)
        if (width > widths[Math.floor(at / MINIBLOCK)]!) widths[Math.floor(at / MINIBLOCK)] = width
      }
    sink.bytes(widths)
    for (let mini = 0; mini < widths.length; mini++)
      if (widths[mini]! > 0) packWide(sink, deltas, mini * MINIBLOCK, size, widths[mini]!)
  }
}

/** One miniblock of numbers from 0 on, sixteen bits at a time, for bit operations end at 32; zeros from `end` on. */
function packWide(sink: ByteSink, numbers: Float64Array, from: number, end: number, width: number): void {
  const bytes = (MINIBLOCK * width) / 8
  const buffer = sink.reserve(bytes)
  let place = sink.size
  const stop = place + bytes
  let held = 0
  let bits = 0
  for (let at = from; at < Math.min(from + MINIBLOCK, end); at++) {
    let rest = numbers[at]!
    for (let left = width; left > 0; left -= 16) {
      const part = left > 16 ? rest % 65536 : rest
      held |= part << bits
      if (left > 16) rest = Math.floor(rest / 65536)
      bits += Math.min(left, 16)
      while (bits >= 8) {
        buffer[place++] = held & 255
        held >>>= 8
        bits -= 8
      }
    }
  }
  if (bits > 0) buffer[place++] = held
  buffer.fill(0, place, stop)
  sink.advance(bytes)
}
