import { PassThrough } from 'node:stream'
import { WriteStream } from 'node:tty'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { colored } from '../../../provisioning/engine/color.ts'

const { getColorDepth } = WriteStream.prototype
const terminal = Object.assign(new PassThrough(), { isTTY: true, getColorDepth })
const pipe = new PassThrough()
const ESCAPE = '\u001b['

beforeEach(() => {
  vi.stubEnv('TERM', 'xterm-256color')
  for (const name of ['CI', 'FORCE_COLOR', 'NO_COLOR']) vi.stubEnv(name, undefined)
})
afterEach(() => vi.unstubAllEnvs())

it('colors, in a terminal, only the sign at the beginning of a line', () => {
  expect(colored('  + table: add', terminal)).toMatch(/^ {2}\S+\+\S+ table: add$/)
  expect(colored('  + table: add', terminal)).toContain(ESCAPE)
  for (const plain of ['Changes:', '-1', '{ "a": 1 }', '--details'])
    expect(colored(plain, terminal)).toBe(plain)
})

it('colors nothing in a pipe or if NO_COLOR is set', () => {
  expect(colored('- gone', pipe)).toBe('- gone')
  vi.stubEnv('NO_COLOR', '1')
  expect(colored('- gone', terminal)).toBe('- gone')
})
