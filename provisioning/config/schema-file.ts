/**
 * The JSON schema of the configuration file. The path is given from the root of the package, so
 * that it is also correct in the built CLI, which is in another folder of the same depth.
 */
export const SCHEMA_FILE = new URL('../../provisioning/config.schema.json', import.meta.url)
