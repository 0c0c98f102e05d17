// All commands, in the order of the help.
import { buildRouteMap } from '@stricli/core'
import type { Context } from '../cli/command.ts'
import { debug } from '../debug/commands.ts'
import { afterRestore } from './after-restore.ts'
import { apply } from './apply.ts'
import { curationApply, curationCheck, curationShow } from './curation.ts'
import { destroy } from './destroy.ts'
import { doctor } from './doctor.ts'
import { init } from './init.ts'
import { pause } from './pause.ts'
import { permissions } from './permissions.ts'
import { plan } from './plan.ts'
import { repliesDiscard, repliesList, repliesRetry, repliesSettle, repliesShow } from './replies.ts'
import { resume } from './resume.ts'
import { status } from './status.ts'
import { templatesList } from './templates.ts'
import { usersLink, usersList } from './users.ts'
import { verify } from './verify.ts'

type Routes<Name extends string> = Parameters<typeof buildRouteMap<Name, Context>>[0]
const group = <Name extends string>(routes: Routes<Name>) => buildRouteMap<Name, Context>(routes)

export const commands = group({
  docs: {
    brief: 'WhatsApp for Amazon Connect',
    fullDescription: `Sets up WhatsApp in Amazon Connect, from a linked WhatsApp Business Account (WABA) to a working
channel, and operates it. The usual order is init, plan, apply, doctor.
Only apply, destroy, pause, resume, after-restore, replies retry, replies discard, replies settle,
curation apply, users link and verify change anything. You can interrupt
each of these commands and run it again.
There is no state file: each command reads the current state of the account.`,
  },
  routes: {
    init,
    plan,
    apply,
    doctor,
    status,
    destroy,
    permissions,
    pause,
    resume,
    'after-restore': afterRestore,
    verify,
    replies: group({
      docs: { brief: 'Inspect, retry and discard replies that were not delivered' },
      routes: {
        list: repliesList,
        show: repliesShow,
        retry: repliesRetry,
        discard: repliesDiscard,
        settle: repliesSettle,
      },
    }),
    users: group({
      docs: { brief: 'Link Connect users to the sign-ins of the identity provider' },
      routes: { list: usersList, link: usersLink },
    }),
    templates: group({
      docs: { brief: 'List the templates of a WABA' },
      routes: { list: templatesList },
    }),
    curation: group({
      docs: { brief: 'Choose which templates agents are offered' },
      routes: { show: curationShow, check: curationCheck, apply: curationApply },
    }),
    debug,
  },
})
