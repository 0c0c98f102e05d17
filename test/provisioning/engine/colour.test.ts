import { PassThrough } from 'node:stream'
import { WriteStream } from 'node:tty'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { coloured } from '../../../provisioning/engine/colour.ts'

const { getColorDepth } = WriteStream.prototype
const terminal = Object.assign(new PassThrough(), { isTTY: true, getColorDepth })
const pipe = new PassThrough()
const ESCAPE = '\u001b['

beforeEach(() => {
  vi.stubEnv('TERM', 'xterm-256color')
  for (const name of ['CI', 'FORCE_COLOR', 'NO_COLOR']) vi.stubEnv(name, undefined)
})
afterEach(() => vi.unstubAllEnvs())

it('colours only the sign at the beginning of a line in a terminal', () => {
  expect(coloured('  + table: add', terminal)).toMatch(/^ {2}\S+\+\S+ table: add$/)
  expect(coloured('  + table: add', terminal)).toContain(ESCAPE)
  for (const plain of ['Changes:', '-1', '{ "a": 1 }', '--details'])
    expect(coloured(plain, terminal)).toBe(plain)
})

it('colours nothing in a pipe or if NO_COLOR is set', () => {
  expect(coloured('- gone', pipe)).toBe('- gone')
  vi.stubEnv('NO_COLOR', '1')
  expect(coloured('- gone', terminal)).toBe('- gone')
})
