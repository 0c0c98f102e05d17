// EventBridge invokes this function every minute. The function checks the templates and numbers of
// each WABA.
import type { Language } from '#whatsapp/errors/language'
import { attentionNotices } from '../aws/attention-notices.ts'
import { wabas } from '../aws/channels.ts'
import { connectClient, conversationTable, snsClient, socialMessaging } from '../aws/clients.ts'
import { curations } from '../aws/curations.ts'
import { noticeTasks } from '../aws/notice-tasks.ts'
import { noticeTopic } from '../aws/notice-topic.ts'
import { templateBreakers } from '../aws/template-breakers.ts'
import { templateSends } from '../aws/template-sends.ts'
import { templateStore } from '../aws/template-store.ts'
import { templateWatch } from '../aws/template-watch.ts'
import { templates } from '../aws/templates.ts'
import { env } from '../runtime/env.ts'
import {
  attentionNotifying,
  notifyingByTasks,
  notifyingByTopic,
} from '../templates/attention-notices.ts'
import { circuitBreaker } from '../templates/breaker.ts'
import { refreshing } from '../templates/refresh.ts'
import { watchTemplates } from '../templates/watch.ts'

const now = () => new Date()
const client = socialMessaging()
const table = conversationTable()
const store = templateStore(table)
const watch = templateWatch(table)
/** The ARN of the SNS topic for notices to supervisors, or `off` if no notices are published. */
const topicArn = env('NOTICE_TOPIC_ARN')
/** The ARN of the flow in which tasks start, or `off` if no tasks are created. */
const taskFlow = env('NOTICE_TASK_FLOW')
const language = env('NOTICE_LANGUAGE') as Language
const ways = [
  ...(topicArn !== 'off'
    ? [
        notifyingByTopic({
          notices: attentionNotices(table, 'topic'),
          topic: noticeTopic(snsClient(), topicArn),
          language,
          now,
        }),
      ]
    : []),
  ...(taskFlow !== 'off'
    ? [
        notifyingByTasks({
          notices: attentionNotices(table, 'tasks'),
          tasks: noticeTasks(connectClient(), env('INSTANCE_ARN'), taskFlow),
          language,
          now,
        }),
      ]
    : []),
]

export const handler = watchTemplates({
  wabas: wabas(client, now),
  store,
  watch,
  judge: circuitBreaker({
    sends: templateSends(table),
    breakers: templateBreakers(table),
    curations: curations(table),
    now,
  }),
  refresh: refreshing({ templates: templates(client), store, watch, now }),
  curations: curations(table),
  breakers: templateBreakers(table),
  notify: ways.length > 0 ? attentionNotifying(ways, { language, now }) : undefined,
  now,
})
