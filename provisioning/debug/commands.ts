// The commands with which developers debug templates, messages and events, without an AWS account.
import { buildRouteMap } from '@stricli/core'
import type { Context } from '../cli/command.ts'
import { eventExplain } from './event-explain.ts'
import { messageCheck } from './message-check.ts'
import { templateCheck } from './template-check.ts'
import { templateFields } from './template-fields.ts'
import { templateRender } from './template-render.ts'

export const debug = buildRouteMap<'template' | 'message' | 'event', Context>({
  docs: { brief: 'Examine templates, messages and events, in the form of JSON' },
  routes: {
    template: buildRouteMap<'fields' | 'render' | 'check', Context>({
      docs: { brief: 'Examine a template definition' },
      routes: { fields: templateFields, render: templateRender, check: templateCheck },
    }),
    message: buildRouteMap<'check', Context>({
      docs: { brief: 'Examine a message of the Cloud API' },
      routes: { check: messageCheck },
    }),
    event: buildRouteMap<'explain', Context>({
      docs: { brief: 'Examine an event of WhatsApp, AWS or Connect' },
      routes: { explain: eventExplain },
    }),
  },
})
