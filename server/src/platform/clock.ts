/** The present moment, passed to whoever needs it: pure code and tests never ask the machine. */
export type Clock = () => Date

export const systemClock: Clock = () => new Date()
