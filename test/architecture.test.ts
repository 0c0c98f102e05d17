// The rules of who may import what. A failure here names the file and the import.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { functions } from '../lambdas/deployment/functions.ts'

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join(folder, file))

const importsOf = (file: string) =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*['"]([^'"\n]+)['"]/g)].map(
    (match) => match[1]!,
  )

const offenders = (folder: string, allowed: (specifier: string, file: string) => boolean) =>
  filesIn(folder).flatMap((file) =>
    importsOf(file)
      .filter((specifier) => !allowed(specifier, file))
      .map((specifier) => `${file} imports ${specifier}`),
  )

/** The path a relative import leads to, from the top of the project. */
const target = (specifier: string, file: string) =>
  specifier.startsWith('.') ? join(file, '..', specifier) : specifier

it('looks at every folder it speaks of', () => {
  for (const folder of ['lambdas/whatsapp', 'lambdas/aws', 'provisioning', 'test/sandbox'])
    expect(filesIn(folder).length).toBeGreaterThan(3)
})

it('the WhatsApp core imports nothing but itself', () => {
  expect(offenders('lambdas/whatsapp', (specifier) => specifier.startsWith('#whatsapp/'))).toEqual(
    [],
  )
})

it('only lambdas/aws talks to AWS at run time', () => {
  const allowed = (specifier: string, file: string) =>
    !specifier.startsWith('@aws-sdk/') || file.startsWith('lambdas/aws/')
  expect(offenders('lambdas', allowed)).toEqual([])
})

it('the AWS side of the functions knows no handler', () => {
  const handlers = new Set(Object.keys(functions).map((name) => `lambdas/functions/${name}.ts`))
  expect(
    offenders('lambdas/aws', (specifier, file) => !handlers.has(target(specifier, file))),
  ).toEqual([])
})

it('what is shipped never imports the sandbox or the tests', () => {
  const allowed = (specifier: string, file: string) => !target(specifier, file).startsWith('test/')
  expect([...offenders('lambdas', allowed), ...offenders('provisioning', allowed)]).toEqual([])
})

it('the functions know nothing of provisioning', () => {
  expect(
    offenders('lambdas', (specifier, file) => !target(specifier, file).startsWith('provisioning/')),
  ).toEqual([])
})

it('the sandbox grades our rules with rules of its own', () => {
  const allowed = (specifier: string, file: string) => {
    const leadsTo = target(specifier, file)
    if (specifier.startsWith('#')) return false
    return (
      !leadsTo.startsWith('lambdas/') ||
      leadsTo === 'lambdas/deployment/functions.ts' ||
      leadsTo === 'lambdas/deployment/resources.ts'
    )
  }
  expect(offenders('test/sandbox', allowed)).toEqual([])
})

it('lists every deployed function once, with a file that exports its handler', () => {
  const handlers = filesIn('lambdas').filter((file) =>
    /^export const handler\b/m.test(readFileSync(file, 'utf8')),
  )
  expect(handlers.sort()).toEqual(
    Object.keys(functions)
      .map((name) => `lambdas/functions/${name}.ts`)
      .sort(),
  )
})

it('reads the environment in one place', () => {
  const readers = filesIn('lambdas').filter((file) =>
    readFileSync(file, 'utf8').includes('process.env'),
  )
  expect(readers).toEqual(['lambdas/runtime/env.ts'])
})

it('the widget is a browser program: no AWS SDK, no node:, no Lambda code but the core and types', () => {
  const outside = (specifier: string, file: string) =>
    /^(@aws-sdk\/|node:)|^(provisioning|test)\//.test(target(specifier, file))
  const values = filesIn('agent-widget').filter((file) =>
    /^import (?!type )[^\n]*'(\.\.\/)+lambdas\//m.test(readFileSync(file, 'utf8')),
  )

  expect(offenders('agent-widget', (specifier, file) => !outside(specifier, file))).toEqual([])
  expect(values).toEqual([])
})

it('only the workspace folder knows the Connect libraries', () => {
  const allowed = (specifier: string, file: string) =>
    !/^@?amazon-connect/.test(specifier) || file.startsWith('agent-widget/workspace/')
  expect(offenders('agent-widget', allowed)).toEqual([])
})

it('the widget asks the network in two places: its API, and its own settings', () => {
  const askers = filesIn('agent-widget').filter((file) =>
    /\bfetch\(|XMLHttpRequest/.test(readFileSync(file, 'utf8')),
  )
  expect(askers.sort()).toEqual(['agent-widget/api.ts', 'agent-widget/hosts/settings.ts'])
})
