// The sign in front of a line. The sign is coloured if the terminal has colours and NO_COLOR is
// unset.
import { styleText } from 'node:util'

const COLOURS = {
  '+': 'green',
  '✓': 'green',
  '~': 'yellow',
  '!': 'yellow',
  '-': 'red',
  '✗': 'red',
  '…': 'cyan',
} as const

type Sign = keyof typeof COLOURS

export const coloured = (line: string, stream: NodeJS.WritableStream = process.stdout): string =>
  line.replace(
    /^(\s*)([+✓~!✗…-])(?= )/,
    (_, space: string, sign: Sign) => space + styleText(COLOURS[sign], sign, { stream }),
  )
