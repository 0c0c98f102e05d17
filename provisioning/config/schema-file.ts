/**
 * The JSON schema of the configuration file. The path starts at the root of the package, so that it
 * is also right in the built CLI, which is in another folder of the same depth.
 */
export const SCHEMA_FILE = new URL('../../provisioning/config.schema.json', import.meta.url)
