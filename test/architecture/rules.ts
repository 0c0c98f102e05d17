// The rules of the architecture. Each rule finds the files of a tree that violate it. To prove that
// a rule can fail, each rule also has a small tree that violates it (path → source), and the
// violation that the rule must find in that tree.
import type { Import, Tree } from './tree.ts'

export interface Rule {
  title: string
  /** Returns one line for each violation, and an empty list if there are none. */
  offenses(tree: Tree): string[]
  wrong: Readonly<Record<string, string>>
  /** The one violation that the rule must find in `wrong`. */
  names: string
}

/** A folder, and what its files may import besides each other. */
interface Layer {
  folder: string
  /** The folders and files of this project from which the files of the folder may import. */
  imports: readonly string[]
  /**
   * The only packages that the files of the folder may import. Without this list, they may import
   * any package that no other rule forbids.
   */
  packages?: readonly string[]
  /** An example of an import that violates the rule. */
  wrong: string
}

const isIn = (target: string, place: string) => target === place || target.startsWith(`${place}/`)
const isOfProject = (target: string) => /^(lambdas|provisioning|agent-widget|test)\//.test(target)
const offense = ({ file, specifier }: Import) => `${file} imports ${specifier}`

/**
 * The subpaths that the small trees of wrong files use in their imports. The imported files do not
 * have to exist.
 */
export const SUBPATHS = {
  '#api': './lambdas/widget-api/api.ts',
  '#supervisor-api': './lambdas/supervisor-api/api.ts',
  '#deployment/*': './lambdas/deployment/*.ts',
  '#model/*': './lambdas/model/*.ts',
  '#whatsapp/*': './lambdas/whatsapp/*.ts',
}

const layers: readonly Layer[] = [
  // The layers of the Lambda functions' code. Each layer may import only from layers above it in
  // this list, which begins with the pure rules and ends with the handlers.
  {
    folder: 'lambdas/whatsapp',
    imports: [],
    // zod describes the schemas. The other packages parse Connect's rich text.
    packages: [
      'zod',
      'mdast',
      'mdast-util-from-markdown',
      'mdast-util-gfm-autolink-literal',
      'mdast-util-gfm-strikethrough',
      'micromark-extension-gfm-autolink-literal',
      'micromark-extension-gfm-strikethrough',
    ],
    wrong: 'node:crypto',
  },
  {
    folder: 'lambdas/deployment',
    imports: ['lambdas/whatsapp/media/forbidden.ts', 'lambdas/whatsapp/messages/sensitive.ts'],
    packages: [],
    wrong: '#model/reply',
  },
  {
    folder: 'lambdas/model',
    imports: ['lambdas/whatsapp'],
    packages: ['node:crypto', 'node:zlib', 'zod'],
    wrong: '../outbox/drain.ts',
  },
  {
    folder: 'lambdas/runtime',
    imports: ['lambdas/whatsapp', 'lambdas/deployment'],
    wrong: '#model/reply',
  },
  {
    folder: 'lambdas/aws',
    imports: [
      'lambdas/whatsapp',
      'lambdas/model',
      'lambdas/deployment/table.ts',
      // The modules that create AWS clients for the deployed functions.
      'lambdas/runtime/env.ts',
      'lambdas/runtime/log.ts',
    ],
    wrong: '../outbox/drain.ts',
  },
  {
    folder: 'lambdas/templates',
    imports: ['lambdas/whatsapp', 'lambdas/model', 'lambdas/runtime'],
    wrong: '../widget-api/authorize.ts',
  },
  {
    folder: 'lambdas/customers',
    imports: ['lambdas/whatsapp', 'lambdas/model', 'lambdas/runtime'],
    wrong: '../outbox/drain.ts',
  },
  {
    folder: 'lambdas/outbox',
    imports: ['lambdas/whatsapp', 'lambdas/model', 'lambdas/runtime', 'lambdas/templates'],
    wrong: '../aws/outbox.ts',
  },
  {
    folder: 'lambdas/inbound',
    imports: [
      'lambdas/whatsapp',
      'lambdas/model',
      'lambdas/runtime',
      'lambdas/customers',
      'lambdas/outbox',
    ],
    wrong: '../widget-api/view.ts',
  },
  {
    folder: 'lambdas/http-api',
    imports: ['lambdas/whatsapp', 'lambdas/deployment', 'lambdas/model', 'lambdas/runtime'],
    wrong: '../widget-api/routes.ts',
  },
  {
    folder: 'lambdas/widget-api',
    imports: [
      'lambdas/whatsapp',
      'lambdas/deployment',
      'lambdas/model',
      'lambdas/runtime',
      'lambdas/http-api',
      'lambdas/customers',
      'lambdas/templates',
      'lambdas/outbox',
    ],
    wrong: '../inbound/chat.ts',
  },
  {
    folder: 'lambdas/supervisor-api',
    imports: [
      'lambdas/whatsapp',
      'lambdas/deployment',
      'lambdas/model',
      'lambdas/runtime',
      'lambdas/http-api',
    ],
    wrong: '../widget-api/view.ts',
  },
  { folder: 'lambdas/functions', imports: ['lambdas'], wrong: '../../provisioning/config.ts' },

  // Provisioning may use all code of the Lambda functions, but no code of the browser.
  { folder: 'provisioning', imports: ['lambdas'], wrong: '../agent-widget/api.ts' },

  // The widget runs in a browser, so it may import only the pure rules, the model, and the types of
  // the two HTTP APIs.
  {
    folder: 'agent-widget',
    imports: [
      'lambdas/whatsapp',
      'lambdas/model',
      'lambdas/widget-api/api.ts',
      'lambdas/supervisor-api/api.ts',
    ],
    wrong: '../provisioning/config/config.ts',
  },

  // The sandbox is built from the same description as the stack. Two parts of the sandbox need
  // further imports: its start, which sets up the channels with the code of the commands, and its
  // pages, which use the widget's real code for Connect's workspaces.
  {
    folder: 'test/sandbox',
    imports: [
      'lambdas/deployment',
      'provisioning/account/clients.ts',
      'provisioning/channel/channel.ts',
      'provisioning/config/config.ts',
      'provisioning/curation/account.ts',
      'provisioning/curation/parsed-curation.ts',
      'provisioning/curation/store.ts',
      'provisioning/engine/reconcile.ts',
      'provisioning/stack/build.ts',
      'provisioning/verify/guesses.ts',
      'agent-widget/browser/snapshot-store.ts',
      'agent-widget/i18n/catalogue.ts',
      'agent-widget/i18n/messages.tsx',
      'test/files',
      'agent-widget/workspace',
    ],
    wrong: '#whatsapp/messages/messages',
  },
  {
    folder: 'test/sandbox/whatsapp',
    imports: ['test/sandbox'],
    wrong: '#deployment/resources',
  },
]

const layerRules = layers.map(({ folder, imports, packages, wrong }): Rule => {
  const may = [...imports, ...(packages ?? [])].join(', ') || 'nothing'
  return {
    title: `${folder} imports ${may}, and itself`,
    offenses: (tree) =>
      tree
        .imports(folder)
        .filter(({ target }) =>
          isOfProject(target)
            ? ![folder, ...imports].some((place) => isIn(target, place))
            : packages !== undefined && !packages.includes(target),
        )
        .map(offense),
    wrong: { [`${folder}/wrong.ts`]: `import { something } from '${wrong}'\n` },
    names: `${folder}/wrong.ts imports ${wrong}`,
  }
})

/**
 * Returns a rule that only the files and folders in `places` may contain imports for which
 * `isMeant` returns true.
 */
function onlyIn(
  title: string,
  folder: string,
  places: readonly string[],
  isMeant: (each: Import) => boolean,
  wrong: [file: string, specifier: string],
): Rule {
  return {
    title,
    offenses: (tree) =>
      tree
        .imports(folder)
        .filter((each) => isMeant(each) && !places.some((place) => isIn(each.file, place)))
        .map(offense),
    wrong: { [wrong[0]]: `import { something } from '${wrong[1]}'\n` },
    names: `${wrong[0]} imports ${wrong[1]}`,
  }
}

/**
 * Returns a rule that only the files and folders in `places` may contain text that matches `text`.
 */
function textOnlyIn(
  title: string,
  folder: string,
  places: readonly string[],
  text: RegExp,
  wrong: [file: string, source: string],
): Rule {
  return {
    title,
    offenses: (tree) =>
      tree
        .files(folder)
        .filter((file) => !places.some((place) => isIn(file, place)) && text.test(tree.text(file)))
        .map((file) => `${file} contains ${text.exec(tree.text(file))![0]}`),
    wrong: { [wrong[0]]: wrong[1] },
    names: `${wrong[0]} contains ${text.exec(wrong[1])?.[0]}`,
  }
}

const isSchema = (file: string) => file.endsWith('-schema.ts')

const effects: readonly Rule[] = [
  onlyIn(
    'at run time only lambdas/aws imports the AWS SDK',
    'lambdas',
    ['lambdas/aws'],
    ({ target }) => target.startsWith('@aws-sdk/') || target.startsWith('@smithy/'),
    ['lambdas/outbox/send.ts', '@aws-sdk/client-sqs'],
  ),
  onlyIn(
    'of the functions only functions/ imports lambdas/aws',
    'lambdas',
    ['lambdas/aws', 'lambdas/functions'],
    ({ target }) => isIn(target, 'lambdas/aws'),
    ['lambdas/inbound/chat.ts', '../aws/chat.ts'],
  ),
  textOnlyIn(
    'commands for AWS are made in lambdas/aws only',
    'lambdas',
    ['lambdas/aws'],
    /\bnew \w+Command\(/,
    ['lambdas/outbox/send.ts', 'const command = new GetCommand({})\n'],
  ),
  textOnlyIn(
    'only the wrapper of lambdas/aws sends them, so that every failure becomes an UpstreamFailure',
    'lambdas/aws',
    ['lambdas/aws/client.ts'],
    /\.send\(|\bpaginate[A-Z]\w+/,
    ['lambdas/aws/outbox.ts', 'await client.send(command)\n'],
  ),
  textOnlyIn(
    'functions read the environment in lambdas/runtime/env.ts',
    'lambdas',
    ['lambdas/runtime/env.ts'],
    /process\.env/,
    ['lambdas/outbox/send.ts', 'export const table = process.env.TABLE\n'],
  ),
  onlyIn(
    'the Connect libraries are imported by agent-widget/workspace only',
    'agent-widget',
    ['agent-widget/workspace'],
    ({ target }) => /^@?amazon-connect/.test(target),
    ['agent-widget/fill/fill.tsx', 'amazon-connect-streams'],
  ),
  onlyIn(
    'the widget imports no AWS SDK and nothing of Node',
    'agent-widget',
    // This file runs in Node before the widget is built, and not in a browser.
    ['agent-widget/i18n/generate-arguments.ts'],
    ({ target }) => /^(@aws-sdk\/|node:)/.test(target),
    ['agent-widget/api.ts', 'node:crypto'],
  ),
  onlyIn(
    'the widget takes only types from the contract and the model, so that no parser reaches the browser',
    'agent-widget',
    [],
    ({ target, isType }) =>
      !isType && /^lambdas\/(model|http-api|widget-api|supervisor-api)\//.test(target),
    ['agent-widget/api.ts', '#api'],
  ),
  {
    title: 'only schemas and the API run zod; everything else takes types from them',
    offenses: (tree) =>
      ['lambdas', 'agent-widget']
        .flatMap((folder) => tree.imports(folder))
        .filter(
          ({ file, target, isType }) =>
            !isType &&
            (target === 'zod' || isSchema(target)) &&
            !isSchema(file) &&
            !['lambdas/http-api', 'lambdas/widget-api', 'lambdas/supervisor-api'].some((place) =>
              isIn(file, place),
            ),
        )
        .map(offense),
    wrong: {
      'agent-widget/compose/form.tsx': "import { list } from '#whatsapp/messages/message-schema'\n",
      'lambdas/outbox/send.ts': "import type { list } from '#whatsapp/messages/message-schema'\n",
    },
    names: 'agent-widget/compose/form.tsx imports #whatsapp/messages/message-schema',
  },
  textOnlyIn(
    'a function loads the OpenAPI document only when somebody asks for it',
    'lambdas',
    [],
    /^import .*openapi\.ts'/m,
    ['lambdas/widget-api/server.ts', "import { openApi } from './openapi.ts'\n"],
  ),
  textOnlyIn(
    'the widget makes request ids, and reads that one was used before, in one module',
    'agent-widget',
    ['agent-widget/drafts/sending.ts'],
    /\bdrafts\.create\(|\bapi\.reply\(|\.status === 409/,
    ['agent-widget/compose/form.tsx', 'const draft = drafts.create(NOTHING_FILLED)\n'],
  ),
  textOnlyIn(
    'the widget asks the network in api.ts, and for its own settings',
    'agent-widget',
    ['agent-widget/api.ts', 'agent-widget/hosts/settings.ts'],
    /\bfetch\(|XMLHttpRequest/,
    ['agent-widget/files/upload.ts', "await fetch('/files')\n"],
  ),
]

const names: readonly Rule[] = [
  {
    title: 'imports of the core, the model, the deployment and the contract go through their names',
    offenses: (tree) =>
      ['lambdas', 'provisioning', 'agent-widget']
        .flatMap((folder) => tree.imports(folder))
        .filter(
          ({ specifier, target }) =>
            specifier.startsWith('.') &&
            /^lambdas\/(whatsapp|model|deployment)\/|^lambdas\/(widget|supervisor)-api\/api\.ts$/.test(
              target,
            ),
        )
        .map(offense),
    wrong: {
      'lambdas/outbox/send.ts': "import { reply } from '../model/reply.ts'\n",
      'provisioning/config.ts': '',
      'agent-widget/api.ts': '',
    },
    names: 'lambdas/outbox/send.ts imports ../model/reply.ts',
  },
]

export const rules: readonly Rule[] = [...layerRules, ...effects, ...names]

/**
 * Compares the names of the deployed functions with the files in `lambdas/functions`, and returns
 * one line for each difference.
 */
export function functionFaults(tree: Tree, deployed: readonly string[]): string[] {
  const isHandler = (file: string) => /^export const handler\b/m.test(tree.text(file))
  const files = tree.files('lambdas')
  const wanted = deployed.map((name) => `lambdas/functions/${name}.ts`)
  return [
    ...wanted
      .filter((file) => !files.includes(file) || !isHandler(file))
      .map((file) => `${file} exports no handler, though the list names it`),
    ...files
      .filter((file) => isHandler(file) && !wanted.includes(file))
      .map((file) => `${file} exports a handler, and the list does not name it`),
    ...files
      .filter((file) => isIn(file, 'lambdas/functions') && !wanted.includes(file))
      .map((file) => `${file} is no deployed function`),
  ]
}
