// The command `npm start`: starts the sandbox and plays the opening scene in it. `npm start --
// --help` lists the options.
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildFunctions, root } from '../../provisioning/stack/build.ts'
import { buildPages } from './build-pages.ts'
import type { Sandbox } from './sandbox.ts'
import type { SceneResult } from './scene/opening-scene.ts'
import { printScene } from './scene/print-scene.ts'

import { loadWorld, WorldError } from './world.ts'

const HELP = `npm start -- [options]

Starts the sandbox, which needs no AWS account, plays the opening scene through the real functions, and
keeps running: a page in your browser shows the agent's console and the customer's phone.

  --once            stops after the scene: exit code 0 if everything in it happened, otherwise 1 with the first event that did not
  --json            prints the URLs as a JSON object in the first line, and the result in the last line
  --port NUMBER     port of the pages and the control API (default: 4600; 0 takes any free port)
  --aws-port NUMBER port of the simulated AWS endpoint, for AWS_ENDPOINT_URL (default: 4566; 0 takes any free port)
  --issuer-port NUMBER  port of the identity provider that agents sign in with (default: 4567; 0 takes any free port)
  --empty           starts with an account in which nothing is set up, to try the installation itself
  --world FILE      uses a world other than test/sandbox/world.json; its channels are set up, but no scene is played
  --help            prints this text`

class Misuse extends Error {}

function options() {
  try {
    const { values } = parseArgs({
      options: {
        once: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        port: { type: 'string', default: '4600' },
        'aws-port': { type: 'string', default: '4566' },
        'issuer-port': { type: 'string', default: '4567' },
        empty: { type: 'boolean', default: false },
        world: { type: 'string' },
      },
    })
    if (values.world && values.once)
      throw new Misuse(
        '--once plays the scene, which needs test/sandbox/world.json. Leave out --world or --once',
      )
    if (values.empty && values.once)
      throw new Misuse(
        '--once plays the scene, which needs its channels. Leave out --empty or --once',
      )
    return {
      ...values,
      port: portOf('--port', values.port),
      awsPort: portOf('--aws-port', values['aws-port']),
      issuerPort: portOf('--issuer-port', values['issuer-port']),
    }
  } catch (error) {
    if (error instanceof Misuse) throw error
    throw new Misuse(`${(error as Error).message} (npm start -- --help lists the options)`)
  }
}

function portOf(name: string, given: string): number {
  const port = Number(given)
  if (!/^\d+$/.test(given) || port > 65_535)
    throw new Misuse(`${name} ${given}: a port is a number from 0 to 65535; 0 takes any free port`)
  return port
}

async function main(): Promise<number | undefined> {
  const { once, json, help, empty, port, awsPort, issuerPort, world: file } = options()
  if (help) {
    console.log(HELP)
    return 0
  }
  const world = file === undefined ? undefined : loadWorld(file)
  // The pages are built while the scene begins: nobody can have opened them yet.
  const functions = buildFunctions()
  const pages = once ? undefined : functions.then(buildPages)
  pages?.catch(() => {})
  // The functions are built while the modules with the AWS SDK load, which takes some seconds.
  enableCompileCache(join(root, 'dist/compiled'))
  const [{ startSandbox }, { playOpeningScene }, { curate }] = await Promise.all([
    import('./sandbox.ts'),
    import('./scene/opening-scene.ts'),
    import('./curate.ts'),
    functions,
  ])
  const sandbox = await startSandbox({
    port,
    awsPort,
    identityProviderPort: issuerPort,
    ...(pages && { pages }),
    ...(world && { world }),
  })
  sandbox.functions.warm()
  const printer = printScene({ json, urls: sandbox.urls, served: !once })
  const result = empty
    ? { ok: true, lines: [] }
    : world
      ? await setUp(sandbox, printer)
      : await playOpeningScene(sandbox, printer)
  if (!empty) await curate(sandbox)
  await pages
  // Reads the templates from WhatsApp before somebody opens the page: during the scene, the
  // scheduled function may not have run yet.
  if (!once) await sandbox.functions.invoke('sync-templates', {})
  clearAgentConsoles(sandbox)
  printer.end(result, { staysUp: !once, played: !world && !empty })
  if (once) {
    await sandbox.stop()
    return result.ok ? 0 : 1
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => sandbox.stop().finally(() => process.exit(0)))
  return undefined
}

/**
 * Sets up the channels of a world other than the default world, as an admin would. The opening
 * scene can be played only in the default world.
 */
async function setUp(
  sandbox: Sandbox,
  printer: ReturnType<typeof printScene>,
): Promise<SceneResult> {
  const at = new Date(sandbox.clock.now()).toISOString()
  const lines = (await sandbox.provision()).map((text) => ({ at, who: 'provisioning', text }))
  printer.heading('Setting up the channels')
  lines.forEach(printer.line)
  return { ok: true, lines }
}

/** Clears the scene's ended contacts, so that the agents' CCPs are empty when the page opens. */
function clearAgentConsoles({ connect: { panel }, world }: Sandbox) {
  for (const { username } of world.agents) {
    for (const { contactId, state } of panel.view(username).contacts)
      if (state === 'ended') panel.clear(contactId, username)
  }
}

try {
  const code = await main()
  if (code !== undefined) process.exit(code)
} catch (error) {
  const { code, port } = error as { code?: string; port?: number }
  if (code === 'EADDRINUSE')
    console.error(
      `port ${port} is in use; choose another with --port or --aws-port (0 takes any free port)`,
    )
  else if (error instanceof Misuse || error instanceof WorldError) console.error(error.message)
  else console.error(error)
  process.exit(1)
}
