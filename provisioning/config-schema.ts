// `node provisioning/config-schema.ts` writes config.schema.json: what editors complete and check a configuration by.
// A test fails when it is older than config.ts.
import { writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { configShape } from './config.ts'

export const SCHEMA_FILE = new URL('./config.schema.json', import.meta.url)

/** What config.schema.json has to contain. */
export function configSchema(): string {
  const schema = z.toJSONSchema(configShape, { io: 'input', target: 'draft-7' })
  return `${shortLists(JSON.stringify({ title: 'connect-whatsapp.config.json', ...schema }, undefined, 2))}\n`
}

/** A list of words stands on one line, as the formatter of this project has it. */
const shortLists = (json: string) =>
  json.replace(/\[\n\s+((?:"[^"\n]*"|\d+)(?:,\n\s+(?:"[^"\n]*"|\d+))*)\n\s+\]/g, (_, list: string) => `[${list.replace(/,\n\s+/g, ', ')}]`)

if (import.meta.main) await writeFile(SCHEMA_FILE, configSchema())
