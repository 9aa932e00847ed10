/** Bytes written one after another into one growing buffer, little-endian. */
export interface ByteSink {
  readonly size: number
  byte(value: number): void
  bytes(values: Uint8Array): void
  /** Unsigned LEB128 of a whole number up to 2⁵³. */
  varint(value: number): void
  /** Signed, as 0, −1, 1, −2 … */
  zigzag(value: number): void
  uint32(value: number): void
  double(value: number): void
  /** A copy of everything written; the sink is empty afterwards. */
  take(): Uint8Array
  /** Makes room for so many bytes and gives the buffer; `advance` says how many of them were written at `size`. */
  reserve(count: number): Uint8Array
  advance(count: number): void
}

export function createByteSink(): ByteSink {
  let buffer = new Uint8Array(1 << 12)
  let view = new DataView(buffer.buffer)
  let size = 0
  const reserve = (count: number): Uint8Array => {
    if (size + count > buffer.length) {
      const bigger = new Uint8Array(2 ** Math.ceil(Math.log2(size + count)))
      bigger.set(buffer.subarray(0, size))
      buffer = bigger
      view = new DataView(bigger.buffer)
    }
    return buffer
  }
  const varint = (value: number) => {
    reserve(8)
    let rest = value
    while (rest >= 128) {
      buffer[size++] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
    }
    buffer[size++] = rest
  }
  return {
    get size() {
      return size
    },
    byte(value) {
      reserve(1)
      buffer[size++] = value
    },
    bytes(values) {
      reserve(values.length).set(values, size)
      size += values.length
    },
    varint,
    zigzag: (value) => varint(value >= 0 ? value * 2 : -value * 2 - 1),
    uint32(value) {
      reserve(4)
      view.setUint32(size, value, true)
      size += 4
    },
    double(value) {
      reserve(8)
      view.setFloat64(size, value, true)
      size += 8
    },
    take() {
      const taken = buffer.slice(0, size)
      size = 0
      return taken
    },
    reserve,
    advance(count) {
      size += count
    },
  }
}
