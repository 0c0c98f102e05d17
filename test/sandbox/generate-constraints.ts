// Writes the constraints of the services' inputs from AWS's own models:
//   node test/sandbox/generate-constraints.ts FOLDER
// FOLDER is botocore's folder `data` (pip install botocore; python -c "import botocore;
// print(botocore.__path__[0])"). The sandbox reads the shapes and the values of enums from the
// SDK's npm packages at run time. Those packages contain neither lengths nor ranges nor patterns.
import { spawnSync } from 'node:child_process'
import { globSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

interface ModelShape {
  type: string
  min?: number
  max?: number
  pattern?: string
  enum?: string[]
  members?: Record<string, { shape: string; location?: string; locationName?: string }>
  member?: { shape: string }
  key?: { shape: string }
  value?: { shape: string }
}

interface Model {
  operations: Record<string, { input?: { shape: string } }>
  shapes: Record<string, ModelShape>
}

interface Target {
  service: string
  /** The files in which the sandbox implements the operations. */
  sources: string
  file: string
  /**
   * The SDK package that exports the service's enums. Undefined for AppIntegrations, whose SDK
   * client is not installed.
   */
  sdk?: string
}

const TARGETS: readonly Target[] = [
  {
    service: 'iam',
    sources: 'test/sandbox/aws/{iam,managed-policies}.ts',
    file: 'test/sandbox/aws/iam-constraints.ts',
    sdk: '@aws-sdk/client-iam',
  },
  {
    service: 'sts',
    sources: 'test/sandbox/aws/sts.ts',
    file: 'test/sandbox/aws/sts-constraints.ts',
    sdk: '@aws-sdk/client-sts',
  },
  { ...inFolder('connect', 'connect'), sdk: '@aws-sdk/client-connect' },
  { ...inFolder('connectparticipant', 'participant'), sdk: '@aws-sdk/client-connectparticipant' },
  { ...inFolder('socialmessaging', 'social-messaging'), sdk: '@aws-sdk/client-socialmessaging' },
  inFolder('appintegrations', 'app-integrations'),
]

function inFolder(service: string, folder: string): Target {
  const path = `test/sandbox/${folder}`
  return { service, sources: `${path}/*.ts`, file: `${path}/constraints.ts` }
}

/** Returns the newest version of a service's model. */
function modelOf(folder: string, service: string): Model {
  const version = readdirSync(join(folder, service)).sort().at(-1)!
  const file = join(folder, service, version, 'service-2.json.gz')
  return JSON.parse(gunzipSync(readFileSync(file)).toString())
}

/**
 * Returns the names of the model's operations that the sandbox implements, which are methods in
 * `sources`.
 */
function implemented({ operations }: Model, sources: string): string[] {
  const source = globSync(sources)
    .filter((file) => !file.endsWith('constraints.ts'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
  return Object.keys(operations).filter((name) =>
    new RegExp(`^\\s+(async )?${name}\\b\\s*[(:,]`, 'm').test(source),
  )
}

function constraintsOf(model: Model, operations: readonly string[], { sdk }: Target) {
  const shapes = new Map<string, object>()
  const members = new Map<string, Record<string, string>>()
  const enums = new Set<string>()

  /**
   * Collects the constraints of a shape and of the shapes within it. Returns whether the shape
   * itself has constraints.
   */
  function visit(name: string): boolean {
    const shape = model.shapes[name]!
    if (shape.type === 'structure') {
      if (members.has(name)) return false
      members.set(name, {})
      for (const [member, { shape: of, location, locationName }] of Object.entries(
        shape.members ?? {},
      )) {
        // If a service has no SDK client, the sandbox calls a parameter in the URL path by the name
        // in the URL (`locationName`), not by the name of the shape's member.
        const known = !sdk && location === 'uri' ? locationName! : member
        if (visit(of)) members.get(name)![known] = of
      }
      return false
    }
    if (shapes.has(name)) return true
    const inside = Object.fromEntries(
      (['member', 'key', 'value'] as const).flatMap((part) => {
        const of = shape[part]?.shape
        return of && visit(of) ? [[part, of]] : []
      }),
    )
    const { min, max, pattern, enum: values } = shape
    const limits = {
      ...(min !== undefined && { min }),
      ...(max !== undefined && { max }),
      ...(pattern !== undefined && { pattern }),
      ...inside,
    }
    if (values && sdk) enums.add(name)
    if (Object.keys(limits).length === 0 && !values) return false
    shapes.set(name, values ? { enum: sdk ? `ENUM ${name}` : values } : limits)
    return true
  }

  for (const operation of operations) {
    const input = model.operations[operation]!.input
    if (input) visit(input.shape)
  }
  const sorted = <Value>(map: Map<string, Value>, is: (value: Value) => boolean = () => true) =>
    Object.fromEntries(
      [...map].filter(([, value]) => is(value)).sort(([a], [b]) => (a < b ? -1 : 1)),
    )
  return {
    enums: [...enums].sort(),
    shapes: sorted(shapes),
    members: sorted(members, (value) => Object.keys(value).length > 0),
  }
}

/**
 * Returns the new text of the constraints file. The comment above the file's first import is kept.
 */
function written(
  { file, sdk }: Target,
  { enums, shapes, members }: ReturnType<typeof constraintsOf>,
) {
  const [comment] = readFileSync(file, 'utf8').split(/^import /m)
  const text = (value: object) =>
    JSON.stringify(value).replace(/"ENUM (\w+)"/g, (_, name) => `Object.values(${name})`)
  const imported = enums.length > 0 ? `import { ${enums.join(', ')} } from '${sdk}'\n` : ''
  const at = file.includes('/aws/') ? './validation.ts' : '../aws/validation.ts'
  return `${comment}${imported}import type { Constraints } from '${at}'

export const constraints: Constraints = {
  shapes: ${text(shapes)},
  /** For each member of each structure, the name of the shape that constrains the member. */
  members: ${text(members)},
}
`
}

const [folder] = process.argv.slice(2)
if (!folder) throw new Error('Name botocore’s folder data.')
for (const target of TARGETS) {
  const model = modelOf(folder, target.service)
  const constraints = constraintsOf(model, implemented(model, target.sources), target)
  writeFileSync(target.file, written(target, constraints))
  spawnSync('npx', ['biome', 'check', '--write', '--unsafe', target.file], { stdio: 'inherit' })
}
