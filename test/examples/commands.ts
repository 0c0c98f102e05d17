// Runs the commands in the project's pages in a shell, against a sandbox.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import type { Sandbox } from '../sandbox/sandbox.ts'

const root = process.cwd()

export const environmentOf = ({ urls, world }: Sandbox): Record<string, string> => ({
  AWS_ENDPOINT_URL: urls.aws,
  AWS_REGION: world.region,
  AWS_ACCESS_KEY_ID: 'ADMIN',
  AWS_SECRET_ACCESS_KEY: 'admin',
  NODE_OPTIONS: `--import ${join(root, 'test/examples/virtual-waits.ts')}`,
  SANDBOX_CONTROL: urls.control,
  ISSUER: urls.issuer,
})

/**
 * Runs a command line from a page in a shell. In the command line, `npx connect-whatsapp` is
 * replaced by the CLI of this repository, and the URL of the identity provider that `npm start`
 * starts by the URL of this sandbox's identity provider. Returns standard output and standard error
 * together, as a terminal shows them.
 */
export const run = (
  line: string,
  cwd: string,
  { ISSUER = '', ...environment }: Readonly<Record<string, string>>,
  clone = root,
) =>
  new Promise<{ code: number; output: string }>((done) => {
    const command = line
      .replace(
        'npx connect-whatsapp',
        `"${process.execPath}" "${join(clone, 'provisioning/cli.ts')}"`,
      )
      .replace('http://localhost:4567', ISSUER)
    const { PATH = '', HOME = '' } = process.env
    // A folder in which Node caches compiled code, so that the next command starts faster.
    const NODE_COMPILE_CACHE = join(root, 'node_modules/.cache/compiled')
    execFile(
      'sh',
      ['-c', `${command} 2>&1`],
      { cwd, env: { PATH, HOME, NODE_COMPILE_CACHE, ...environment }, maxBuffer: 16 * 1024 * 1024 },
      (error, output) => done({ code: Number(error?.code ?? 0), output }),
    )
  })
