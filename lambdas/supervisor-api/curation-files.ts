// Reads the curation file that a supervisor imports. The page and the command line use the same
// format and the same checks.
import type { Directory } from '#model/ports'
import type { TemplateStore } from '#model/template-ports'
import { type Problem, problem, Unreadable } from '#whatsapp/errors/problems'
import type { CurationState } from '#whatsapp/templates/curation'
import {
  type CuratedAccount,
  curationProblems,
  templatesToRead,
} from '#whatsapp/templates/curation-check'
import type { CurationFile } from '#whatsapp/templates/curation-file'
import { readCurationFile } from '#whatsapp/templates/curation-file-schema'
import { fileOf, stateOf } from '#whatsapp/templates/curation-file-state'
import { parseDefinition, type TemplateDefinition } from '#whatsapp/templates/definition'
import { describedIssue } from '../http-api/malformed.ts'

interface Ports {
  directory: Pick<Directory, 'queues' | 'routingProfiles'>
  templateStore: Pick<TemplateStore, 'list' | 'definition'>
}

type ReadFile = { problems: readonly Problem[] } | { problems: readonly []; after: CurationState }

export function curationFiles({ directory, templateStore }: Ports) {
  async function teams() {
    const [queues, routingProfiles] = await Promise.all([
      directory.queues(),
      directory.routingProfiles(),
    ])
    return { queues, routingProfiles }
  }

  async function accountFor(file: CurationFile): Promise<CuratedAccount> {
    const [list, named] = await Promise.all([templateStore.list(file.waba), teams()])
    const { templates = [], forms = [] } = list ?? {}
    const definitions = await Promise.all(
      templatesToRead(file, templates).map(async ({ name, language }) =>
        readable((await templateStore.definition(file.waba, name, language))?.definition),
      ),
    )
    return {
      templates,
      forms,
      ...named,
      definitions: definitions.filter((each) => each !== undefined),
    }
  }

  return {
    teams,

    async written(wabaId: string, state: CurationState): Promise<CurationFile> {
      return fileOf(wabaId, state, await teams())
    },

    /** Returns the curation after the import of a file, or the problems of the file. */
    async read(wabaId: string, data: unknown, before: CurationState): Promise<ReadFile> {
      const { file, issues } = readCurationFile(data)
      const ofFormat = issues.map((issue) => {
        const path = issue.path.join('.')
        return problem('file_malformed', path, describedIssue(issue), { path: path || '–' })
      })
      if (!file) return { problems: ofFormat }
      if (file.waba !== wabaId)
        return {
          problems: [
            ...ofFormat,
            problem(
              'file_of_other_waba',
              'waba',
              `The file belongs to ${file.waba}. Choose that account, or change the id in the file to ${wabaId}.`,
              { waba: file.waba, here: wabaId },
            ),
          ],
        }
      const account = await accountFor(file)
      const problems = [...ofFormat, ...curationProblems(file, account)]
      return problems.length > 0
        ? { problems }
        : { problems: [], after: stateOf(file, before, account) }
    },
  }
}

function readable(definition: unknown): TemplateDefinition | undefined {
  try {
    return definition === undefined ? undefined : parseDefinition(definition)
  } catch (error) {
    if (error instanceof Unreadable) return undefined
    throw error
  }
}
