// What the pictures in agent-widget/SUPERVISORS.md show: the page of a supervisor whose account has
// some problems.
import type { Page } from 'playwright-core'
import { missedByAgents } from '../../lambdas/aws/missed.ts'
import { tableOf } from '../../provisioning/account/table.ts'
import { SOON } from '../browser/harness.ts'
import type { Harness } from '../browser/widget/harness.ts'
import type { Waba } from '../sandbox/world.ts'

export interface Scene {
  /** The name of the picture's file, without its extension. */
  name: string
  tab: string
  /** Opens what the picture shows, starting from the tab. */
  show?(page: Page): Promise<unknown>
}

export const scenes: readonly Scene[] = [
  { name: 'supervisors-home', tab: 'Home' },
  { name: 'supervisors-templates', tab: 'Templates' },
  {
    name: 'supervisors-edit',
    tab: 'Templates',
    async show(page) {
      await page
        .getByRole('button', { name: /^More actions for (hello_again|Start a new chat)$/ })
        .press('Enter')
      await page.getByRole('menuitem', { name: 'Edit…' }).click(SOON)
      await page.getByRole('dialog').getByLabel('Title').waitFor(SOON)
    },
  },
  { name: 'supervisors-watch', tab: 'Watch' },
  { name: 'supervisors-missed', tab: 'Missed by agents' },
]

/** Creates problems and settings, so that no tab is empty. */
export async function prepare({ sandbox, curated }: Harness): Promise<void> {
  const [, { metaId, numbers }] = sandbox.world.wabas as [Waba, Waba]
  const { templates } = sandbox.whatsapp
  const of = (name: string) => ({ name, language: 'en_US' })
  await curated([
    {
      templates: [
        { name: 'repair_ready', title: 'Ready to collect', pinned: true, topic: 'Repairs' },
        {
          ...{ name: 'hello_again', title: 'Start a new chat', topic: 'Greetings' },
          ...{ note: 'Only when the customer asked us to write.', successor: 'repair_ready' },
        },
        { name: 'workshop_in_motion', offered: false },
      ],
    },
  ])
  templates.setQuality(metaId, of('repair_ready'), 'YELLOW')
  await sandbox.clock.advance(20 * 60_000)
  templates.setStatus(metaId, of('hello_again'), 'PAUSED', 'LOW_QUALITY')
  await sandbox.clock.advance(60_000)
  await sandbox.functions.invoke('sync-templates', {})
  await sandbox.functions.invoke('watch-templates', {})

  const missed = missedByAgents(tableOf(sandbox.clients))
  const words = [
    { kind: 'not_found', word: 'refund' },
    { kind: 'withheld', word: 'workshop_in_motion' },
    { kind: 'after_window', word: 'invoice' },
  ] as const
  for (const agent of ['agent-1', 'agent-2', 'agent-3'])
    for (const each of words)
      await missed.note(numbers[0]!.id, each, agent, new Date(sandbox.clock.now()))
}
