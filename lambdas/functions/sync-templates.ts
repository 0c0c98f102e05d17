// EventBridge invokes this function every five minutes to copy the templates of each WABA into the
// table.
import { setTimeout as pause } from 'node:timers/promises'
import { conversationTable, socialMessaging } from '../aws/clients.ts'
import { curations } from '../aws/curations.ts'
import { formSource } from '../aws/forms.ts'
import { templateSource } from '../aws/template-source.ts'
import { templateStore } from '../aws/template-store.ts'
import { templateWatch } from '../aws/template-watch.ts'
import { templates } from '../aws/templates.ts'
import { syncTemplates } from '../templates/sync.ts'

const client = socialMessaging()
const table = conversationTable()

export const handler = syncTemplates({
  source: templateSource(client),
  forms: formSource(client),
  templates: templates(client),
  store: templateStore(table),
  watch: templateWatch(table),
  curations: curations(table),
  now: () => new Date(),
  pause,
})
