// The operations with which commands deploy the stacks, with the smallest possible functions and
// pages. Building the real ones would take seconds, and what they contain makes no difference to
// the commands.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { functions } from '#deployment/functions'
import type { Stacks } from '../../provisioning/cli/host.ts'
import * as deploy from '../../provisioning/stack/deploy.ts'

const folder = mkdtempSync(join(tmpdir(), 'parts-'))

export const parts = { bundles: join(folder, 'lambdas'), widget: join(folder, 'widget') }

for (const name of Object.keys(functions)) {
  mkdirSync(join(parts.bundles, name), { recursive: true })
  writeFileSync(join(parts.bundles, name, 'index.mjs'), `export const handler = '${name}'`)
}
mkdirSync(parts.widget)
for (const page of [
  'agent-workspace.html',
  'ccp.html',
  'sign-in.html',
  'sign-in.js',
  'supervisor.html',
  'embed.js',
])
  writeFileSync(join(parts.widget, page), page)

export const smallStacks = async (): Promise<Stacks> => ({
  ...deploy,
  planStacks: (settings, clients, options) =>
    deploy.planStacks(settings, clients, { ...options, ...parts }),
  deployStacks: (settings, clients, options) =>
    deploy.deployStacks(settings, clients, { ...options, ...parts }),
})
