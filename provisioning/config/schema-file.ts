/**
 * The JSON schema of the configuration file. The relative path is also correct in the built CLI,
 * whose folder is as deep as this one.
 */
export const SCHEMA_FILE = new URL('../../provisioning/config.schema.json', import.meta.url)
