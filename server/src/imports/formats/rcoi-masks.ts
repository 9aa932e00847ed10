/**
 * Points per task from the masks of a protocol. Short answers come as `++-2-` (right, wrong, points where a task gives
 * several), extended ones as `1(1)2(3)`, points and the maximum. «Х», «.» and «–(2)» are tasks not attempted.
 * @returns null where the text is no such mask; a mask is never half read.
 */
export const parseMask = (text: string): (number | null)[] | null => {
  const mask = text.replace(/\s+/gu, '')
  if (mask === '') return []
  return mask.includes('(') ? longMask(mask) : shortMask(mask)
}

const shortMask = (mask: string): (number | null)[] | null => {
  const tasks: (number | null)[] = []
  for (const sign of mask) {
    if (sign === '+') tasks.push(1)
    else if (/[-–−]/u.test(sign)) tasks.push(0)
    else if (/\d/.test(sign)) tasks.push(Number(sign))
    else if (/[XxХх.N_]/u.test(sign)) tasks.push(null)
    else return null
  }
  return tasks
}

const PIECE = /(\d+|[-–−XxХх])\((\d+)\)/uy

const longMask = (mask: string): (number | null)[] | null => {
  const tasks: (number | null)[] = []
  PIECE.lastIndex = 0
  for (;;) {
    const match = PIECE.exec(mask)
    if (match === null) return null
    const [, score, max] = match
    if (/\d/.test(score!)) {
      if (Number(score) > Number(max)) return null
      tasks.push(Number(score))
    } else tasks.push(null)
    if (PIECE.lastIndex === mask.length) return tasks
  }
}
