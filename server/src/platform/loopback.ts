/** True for an address of this machine's own, as a socket names it. */
export const isLoopback = (address: string): boolean =>
  /^(?:::ffff:)?127(?:\.\d{1,3}){3}$|^::1$/.test(address)
