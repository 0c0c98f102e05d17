// npm start: the sandbox, with the opening scene played in it. `npm start -- --help` lists the options.
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildFunctions } from './build-functions.ts'
import { buildPages } from './build-pages.ts'
import type { Sandbox } from './sandbox.ts'
import type { SceneResult } from './scene/opening-scene.ts'
import { tellScene } from './scene/print-scene.ts'
import { root } from './sources.ts'
import { loadWorld, WorldError } from './world.ts'

const HELP = `npm start -- [options]

Starts the sandbox (no AWS account needed), plays the opening scene through the real functions, and stays up:
the agent's desk and the customer's phone are a page in your browser.

  --once            stop after the scene: exit 0 when everything in it happened, 1 naming the first thing that did not
  --json            the URLs as one JSON object in the first line, the result as one in the last
  --port NUMBER     of the pages and the control API (default 4600; 0 takes any free one)
  --aws-port NUMBER of the AWS front door, for AWS_ENDPOINT_URL (default 4566; 0 takes any free one)
  --world FILE      another world than test/sandbox/world.json, set up and left alone: the scene belongs to that one
  --help            this text`

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
        world: { type: 'string' },
      },
    })
    if (values.world && values.once)
      throw new Misuse(
        '--once plays the scene, which belongs to test/sandbox/world.json: leave out --world or --once',
      )
    return {
      ...values,
      port: portOf('--port', values.port),
      awsPort: portOf('--aws-port', values['aws-port']),
    }
  } catch (error) {
    if (error instanceof Misuse) throw error
    throw new Misuse(`${(error as Error).message} (npm start -- --help lists the options)`)
  }
}

function portOf(name: string, given: string): number {
  const port = Number(given)
  if (!/^\d+$/.test(given) || port > 65_535)
    throw new Misuse(`${name} ${given}: a port is a number from 0 to 65535; 0 takes any free one`)
  return port
}

async function main(): Promise<number | undefined> {
  const { once, json, help, port, awsPort, world: file } = options()
  if (help) {
    console.log(HELP)
    return 0
  }
  const world = file === undefined ? undefined : loadWorld(file)
  // Nobody can have opened them yet: the scene begins while they are built.
  const functions = buildFunctions()
  const pages = once ? undefined : functions.then(buildPages)
  pages?.catch(() => {})
  // The AWS SDK takes its time to load: meanwhile the functions are built.
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
    ...(pages && { pages }),
    ...(world && { world }),
  })
  sandbox.functions.warm()
  const tell = tellScene({ json, urls: sandbox.urls, served: !once })
  const result = world ? await setUp(sandbox, tell) : await playOpeningScene(sandbox, tell)
  await curate(sandbox)
  await pages
  // Whoever opens the page finds the templates there, however little time the scene took.
  if (!once) await sandbox.functions.invoke('sync-templates', {})
  clearTheDesk(sandbox)
  tell.end(result, { staysUp: !once, played: !world })
  if (once) {
    await sandbox.stop()
    return result.ok ? 0 : 1
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => sandbox.stop().finally(() => process.exit(0)))
  return undefined
}

/** Another world has no scene: its channels are set up as an admin would, and the rest is left to whoever asked for it. */
async function setUp(sandbox: Sandbox, tell: ReturnType<typeof tellScene>): Promise<SceneResult> {
  const at = new Date(sandbox.clock.now()).toISOString()
  const lines = (await sandbox.provision()).map((text) => ({ at, who: 'provisioning', text }))
  tell.heading('Setting up the channels')
  lines.forEach(tell.line)
  return { ok: true, lines }
}

/** What the scene leaves behind in the agents' panels: whoever opens the page begins with an empty one. */
function clearTheDesk({ connect: { panel }, world }: Sandbox) {
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
      `port ${port} is in use; choose another with --port or --aws-port (0 takes any free one)`,
    )
  else if (error instanceof Misuse || error instanceof WorldError) console.error(error.message)
  else console.error(error)
  process.exit(1)
}
