// Applies the world's curation of templates with the product's code that serves the supervisors'
// page.
import { checkedConfig } from '../../provisioning/config/config.ts'
import { accountFor } from '../../provisioning/curation/account.ts'
import {
  checkableCuration,
  curationProblemLines,
} from '../../provisioning/curation/parsed-curation.ts'
import { storeCuration, storedCuration } from '../../provisioning/curation/store.ts'
import { channelsOf, type Sandbox } from './sandbox.ts'
import { type Waba, WorldError } from './world.ts'

export async function curate(
  { world, clients, clock }: Sandbox,
  wabas: readonly Waba[] = world.wabas,
): Promise<void> {
  const config = checkedConfig(channelsOf(world))
  for (const { id: waba, name, curation } of wabas) {
    if (!curation) continue
    const wrong = (problems: readonly string[]) =>
      new WorldError([`the curation of ${name}:`, ...problems].join('\n  '))
    const { file, problems: ofFormat } = checkableCuration({ waba, rules: curation })
    if (!file) throw wrong(ofFormat)
    const account = await accountFor(file, config, clients)
    const problems = [...ofFormat, ...curationProblemLines(file, account)]
    if (problems.length > 0) throw wrong(problems)
    const before = await storedCuration(waba, clients)
    await storeCuration(
      file,
      account,
      { before, by: `arn:aws:iam::${world.account}:user/supervisor`, at: new Date(clock.now()) },
      clients,
    )
  }
}
