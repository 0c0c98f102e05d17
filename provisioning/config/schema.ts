// `node provisioning/config/schema.ts` writes config.schema.json and curation.schema.json, which
// editors use for completion and checks. A test fails if one of the two files is out of date.
import { writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { curationShape } from '#whatsapp/templates/curation-file-schema'
import { configShape } from './config.ts'

/** Returns the content of each schema file, by the file's name. */
export const schemas: Readonly<Record<string, () => string>> = {
  'config.schema.json': () => schemaOf('connect-whatsapp.config.json', configShape),
  'curation.schema.json': () => schemaOf('Which templates agents are offered', curationShape),
}

export const schemaFile = (name: string): URL => new URL(`../${name}`, import.meta.url)

function schemaOf(title: string, shape: z.ZodType): string {
  const schema = z.toJSONSchema(shape, { io: 'input', target: 'draft-7' })
  return `${shortLists(JSON.stringify({ title, ...schema }, undefined, 2))}\n`
}

/** Puts a list of words on one line, as this project's formatter does. */
const shortLists = (json: string) =>
  json.replace(
    /\[\n\s+((?:"[^"\n]*"|\d+)(?:,\n\s+(?:"[^"\n]*"|\d+))*)\n\s+\]/g,
    (_, list: string) => `[${list.replace(/,\n\s+/g, ', ')}]`,
  )

if (import.meta.main)
  for (const [name, contents] of Object.entries(schemas))
    await writeFile(schemaFile(name), contents())
