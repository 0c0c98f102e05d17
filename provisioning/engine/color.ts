// Returns the sign at the start of a line. The sign is colored if the terminal supports colors and
// NO_COLOR is not set.
import { styleText } from 'node:util'

const COLORS = {
  '+': 'green',
  '✓': 'green',
  '~': 'yellow',
  '!': 'yellow',
  '-': 'red',
  '✗': 'red',
  '…': 'cyan',
} as const

type Sign = keyof typeof COLORS

export const colored = (line: string, stream: NodeJS.WritableStream = process.stdout): string =>
  line.replace(
    /^(\s*)([+✓~!✗…-])(?= )/,
    (_, space: string, sign: Sign) => space + styleText(COLORS[sign], sign, { stream }),
  )
